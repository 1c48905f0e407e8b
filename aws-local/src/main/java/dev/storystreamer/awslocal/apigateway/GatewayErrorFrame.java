package dev.storystreamer.awslocal.apigateway;

import java.nio.charset.StandardCharsets;

/** The frames that the gateway itself sends to a client, to the byte, spaces included. */
enum GatewayErrorFrame {
    INTERNAL_SERVER_ERROR("Internal server error"),
    ENDPOINT_REQUEST_TIMED_OUT("Endpoint request timed out"),
    FORBIDDEN("Forbidden"),
    /** The real text of a throttled message is not documented. */
    TOO_MANY_REQUESTS("Too Many Requests");

    private final String message;

    GatewayErrorFrame(String message) {
        this.message = message;
    }

    byte[] frame(String connectionId, String requestId) {
        return ("{\"message\": \"" + message + "\", \"connectionId\":\"" + connectionId + "\", \"requestId\":\""
                        + requestId + "\"}")
                .getBytes(StandardCharsets.UTF_8);
    }
}
