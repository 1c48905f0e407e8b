package dev.storystreamer.awslocal.apigateway;

import dev.storystreamer.awslocal.faults.Fault;
import dev.storystreamer.awslocal.faults.SimulationSettings;
import java.util.Optional;

/** What faults make of a client's message. */
final class MessageFaults {

    private MessageFaults() {}

    /** Closes the connection that a message came on, if the message shall be the reason for that. */
    static boolean close(SimulationSettings settings, ClientConnection connection) {
        if (settings.has(Fault.FRAME_TOO_LARGE)) {
            connection.close(1009, "Message too long");
        } else if (settings.has(Fault.MESSAGE_NOT_TEXT)) {
            connection.close(1003, "Binary frames are not supported");
        } else {
            return false;
        }
        return true;
    }

    /** The frame that the client gets instead of the function's attention. */
    static Optional<GatewayErrorFrame> refusal(SimulationSettings settings) {
        if (settings.has(Fault.MESSAGE_THROTTLED)) {
            return Optional.of(GatewayErrorFrame.TOO_MANY_REQUESTS);
        }
        if (settings.has(Fault.ROUTE_MISSING)) {
            return Optional.of(GatewayErrorFrame.FORBIDDEN);
        }
        return settings.has(Fault.INTEGRATION_FAILS)
                ? Optional.of(GatewayErrorFrame.INTERNAL_SERVER_ERROR)
                : Optional.empty();
    }

    /** What of a message arrives. */
    static String delivered(SimulationSettings settings, String message) {
        return settings.has(Fault.MESSAGE_GARBLED)
                ? message.substring(0, message.offsetByCodePoints(0, message.codePointCount(0, message.length()) / 2))
                : message;
    }

    /** How a handshake is refused, whatever {@code $connect} says. */
    static Optional<Integer> refusedHandshake(SimulationSettings settings) {
        if (settings.has(Fault.CONNECT_REFUSED)) {
            return Optional.of(401);
        }
        if (settings.has(Fault.CONNECT_FAILS)) {
            return Optional.of(502);
        }
        return settings.has(Fault.CONNECT_THROTTLED) ? Optional.of(429) : Optional.empty();
    }
}
