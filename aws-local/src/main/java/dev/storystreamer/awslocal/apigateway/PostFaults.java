package dev.storystreamer.awslocal.apigateway;

import com.google.gson.JsonObject;
import dev.storystreamer.awslocal.faults.ActiveFault;
import dev.storystreamer.awslocal.faults.Fault;
import dev.storystreamer.awslocal.faults.SimulationSettings;
import dev.storystreamer.awslocal.http.ServiceException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The faults of posts to {@code @connections}. */
final class PostFaults {

    private static final Map<Fault, ServiceException> FROM_POSITION = Map.of(
            Fault.POST_THROTTLED, new ServiceException(429, "LimitExceededException", null),
            Fault.POST_FAILS, new ServiceException(500, "InternalServerErrorException", "Internal server error"),
            Fault.POST_FORBIDDEN,
                    new ServiceException(
                            403,
                            "AccessDeniedException",
                            "User: arn:aws:sts::000000000000:assumed-role/story/story is not authorized to perform:"
                                    + " execute-api:ManageConnections"),
            Fault.POST_TOO_LARGE, new ServiceException(413, "PayloadTooLargeException", "Payload too large"));

    private static final Map<Fault, ServiceException> AT_POSITION = Map.of(
            Fault.POST_THROTTLED_ONCE, new ServiceException(429, "LimitExceededException", null),
            Fault.POST_FAILS_ONCE, new ServiceException(500, "InternalServerErrorException", "Internal server error"));

    private PostFaults() {}

    /** The error of the Nth post after a message; null if there is none. */
    static @Nullable ServiceException error(SimulationSettings settings, int number) {
        for (ActiveFault active : settings.faults()) {
            if (number >= active.position() && FROM_POSITION.containsKey(active.fault())) {
                return FROM_POSITION.get(active.fault());
            }
            if (number == active.position() && AT_POSITION.containsKey(active.fault())) {
                return AT_POSITION.get(active.fault());
            }
        }
        return null;
    }

    /** Closes the connection before the Nth post, if a fault requires it. */
    static void closeConnection(SimulationSettings settings, int number, ClientConnection connection) {
        for (ActiveFault active : settings.faults()) {
            if (number == active.position()) {
                switch (active.fault()) {
                    case CLIENT_GONE -> connection.abort();
                    case IDLE_TIMEOUT, CONNECTION_EXPIRES -> connection.closeGoingAway();
                    default -> {
                        // Other faults leave it open.
                    }
                }
            }
        }
    }

    /** After the Nth post, handles an abort of the last message as if the client had sent it. */
    static void sendAbort(SimulationSettings settings, int number, ClientConnection connection) {
        if (settings.position(Fault.CLIENT_STOPS).orElse(0) == number) {
            JsonMessage.field(connection.lastMessage(), "requestId").ifPresent(id -> {
                var abort = new JsonObject();
                abort.addProperty("type", "abort");
                abort.addProperty("requestId", id);
                connection.simulateMessage(abort.toString());
            });
        }
    }

    static boolean neverResponds(SimulationSettings settings, int number) {
        return settings.position(Fault.POST_HANGS).orElse(0) == number;
    }
}
