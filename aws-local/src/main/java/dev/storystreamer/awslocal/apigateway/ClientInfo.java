package dev.storystreamer.awslocal.apigateway;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The client of a connection, as described by its handshake.
 *
 * @param connectedAt milliseconds since the epoch
 * @param host the Host header, port included
 * @param headers the headers with the client's capitalization
 */
record ClientInfo(
        String connectionId,
        long connectedAt,
        String host,
        String sourceIp,
        @Nullable String userAgent,
        Map<String, List<String>> headers,
        Map<String, List<String>> query) {}
