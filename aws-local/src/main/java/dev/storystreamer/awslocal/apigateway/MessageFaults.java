package dev.storystreamer.awslocal.apigateway;

import dev.storystreamer.awslocal.faults.Fault;
import dev.storystreamer.awslocal.faults.SimulationSettings;
import java.util.Optional;

/** The faults of handshakes and of messages from a client. */
final class MessageFaults {

    private MessageFaults() {}

    /** Closes the connection of a message if a fault requires it; returns whether it did. */
    static boolean closeConnection(SimulationSettings settings, ClientConnection connection) {
        if (settings.has(Fault.FRAME_TOO_LARGE)) {
            connection.close(1009, "Message too long");
        } else if (settings.has(Fault.MESSAGE_NOT_TEXT)) {
            connection.close(1003, "Binary frames are not supported");
        } else {
            return false;
        }
        return true;
    }

    /** The frame that the client gets although no function was invoked. */
    static Optional<GatewayErrorFrame> errorFrame(SimulationSettings settings) {
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

    /** The text that is delivered for a message. */
    static String deliveredText(SimulationSettings settings, String message) {
        return settings.has(Fault.MESSAGE_GARBLED)
                ? message.substring(0, message.offsetByCodePoints(0, message.codePointCount(0, message.length()) / 2))
                : message;
    }

    /** The error status of a handshake, which does not reach {@code $connect}. */
    static Optional<Integer> handshakeStatus(SimulationSettings settings) {
        if (settings.has(Fault.CONNECT_REFUSED)) {
            return Optional.of(401);
        }
        if (settings.has(Fault.CONNECT_FAILS)) {
            return Optional.of(502);
        }
        return settings.has(Fault.CONNECT_THROTTLED) ? Optional.of(429) : Optional.empty();
    }
}
