package dev.storystreamer.local;

import dev.storystreamer.awslocal.faults.ActiveFault;
import dev.storystreamer.awslocal.faults.LatencyProfile;
import java.util.List;

/**
 * What was asked for on the command line.
 *
 * @param realBedrock true to ask the real Bedrock with this machine's credentials
 * @param asynchronous true to deliver messages as Events
 */
record Settings(
        String host,
        int port,
        LatencyProfile pace,
        double timeScale,
        String modelId,
        List<ActiveFault> faults,
        boolean realBedrock,
        boolean asynchronous) {}
