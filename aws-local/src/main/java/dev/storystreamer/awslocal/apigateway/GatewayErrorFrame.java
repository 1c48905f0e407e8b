package dev.storystreamer.awslocal.apigateway;

import java.nio.charset.StandardCharsets;

/** The error frames that API Gateway sends to a client, with its exact spacing. */
enum GatewayErrorFrame {
    INTERNAL_SERVER_ERROR("Internal server error"),
    ENDPOINT_REQUEST_TIMED_OUT("Endpoint request timed out"),
    FORBIDDEN("Forbidden"),
    /** The real text for a throttled message is not documented. */
    TOO_MANY_REQUESTS("Too Many Requests");

    private final String message;

    GatewayErrorFrame(String message) {
        this.message = message;
    }

    byte[] toBytes(String connectionId, String requestId) {
        return ("{\"message\": \"" + message + "\", \"connectionId\":\"" + connectionId + "\", \"requestId\":\""
                        + requestId + "\"}")
                .getBytes(StandardCharsets.UTF_8);
    }
}
