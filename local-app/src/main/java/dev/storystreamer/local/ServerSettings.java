package dev.storystreamer.local;

import dev.storystreamer.awslocal.faults.ActiveFault;
import dev.storystreamer.awslocal.faults.LatencyProfile;
import java.util.List;

/**
 * The settings of a {@link LocalServer}.
 *
 * @param realBedrock true to call Amazon Bedrock with this machine's credentials
 * @param asynchronous true to invoke the handler asynchronously for messages, as deployed
 */
record ServerSettings(
        String host,
        int port,
        List<String> allowedOrigins,
        LatencyProfile latency,
        double timeScale,
        String modelId,
        List<ActiveFault> faults,
        boolean realBedrock,
        boolean asynchronous) {}
