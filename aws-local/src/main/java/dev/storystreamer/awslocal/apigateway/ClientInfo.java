package dev.storystreamer.awslocal.apigateway;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who is at the other end of a connection, as the handshake told it.
 *
 * @param host the handshake's Host header, port included
 * @param headers in the client's own spelling
 */
record ClientInfo(
        String connectionId,
        long connectedAt,
        String host,
        String sourceIp,
        @Nullable String userAgent,
        Map<String, List<String>> headers,
        Map<String, List<String>> query) {}
