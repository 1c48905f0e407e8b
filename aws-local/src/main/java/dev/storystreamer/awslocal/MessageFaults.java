package dev.storystreamer.awslocal;

import java.util.Optional;

/** What faults make of a client's message. */
final class MessageFaults {

    private MessageFaults() {}

    /** Closes the connection that a message came on, if the message shall be the reason for that. */
    static boolean close(Controls controls, Connection connection) {
        if (controls.has(Fault.FRAME_TOO_LARGE)) {
            connection.close(1009, "Message too long");
        } else if (controls.has(Fault.MESSAGE_NOT_TEXT)) {
            connection.close(1003, "Binary frames are not supported");
        } else {
            return false;
        }
        return true;
    }

    /** The frame that the client gets instead of the function's attention. */
    static Optional<GatewayFrames> refusal(Controls controls) {
        if (controls.has(Fault.MESSAGE_THROTTLED)) {
            return Optional.of(GatewayFrames.TOO_MANY_REQUESTS);
        }
        if (controls.has(Fault.ROUTE_MISSING)) {
            return Optional.of(GatewayFrames.FORBIDDEN);
        }
        return controls.has(Fault.INTEGRATION_FAILS)
                ? Optional.of(GatewayFrames.INTERNAL_SERVER_ERROR)
                : Optional.empty();
    }

    /** What of a message arrives. */
    static String delivered(Controls controls, String message) {
        return controls.has(Fault.MESSAGE_GARBLED)
                ? message.substring(0, message.offsetByCodePoints(0, message.codePointCount(0, message.length()) / 2))
                : message;
    }

    /** How a handshake is refused, whatever {@code $connect} says. */
    static Optional<Integer> refusedHandshake(Controls controls) {
        if (controls.has(Fault.CONNECT_REFUSED)) {
            return Optional.of(401);
        }
        if (controls.has(Fault.CONNECT_FAILS)) {
            return Optional.of(502);
        }
        return controls.has(Fault.CONNECT_THROTTLED) ? Optional.of(429) : Optional.empty();
    }
}
