package dev.storystreamer.awslocal.apigateway;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.storystreamer.awslocal.faults.ActiveFault;
import dev.storystreamer.awslocal.faults.Fault;
import dev.storystreamer.awslocal.faults.SimulationSettings;
import dev.storystreamer.awslocal.http.ServiceException;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What faults make of a post. */
final class PostFaults {

    private static final Map<Fault, ServiceException> FROM_THEN_ON = Map.of(
            Fault.POST_THROTTLED, new ServiceException(429, "LimitExceededException", null),
            Fault.POST_FAILS, new ServiceException(500, "InternalServerErrorException", "Internal server error"),
            Fault.POST_FORBIDDEN,
                    new ServiceException(
                            403,
                            "AccessDeniedException",
                            "User: arn:aws:sts::000000000000:assumed-role/story/story is not authorized to perform:"
                                    + " execute-api:ManageConnections"),
            Fault.POST_TOO_LARGE, new ServiceException(413, "PayloadTooLargeException", "Payload too large"));

    private static final Map<Fault, ServiceException> ONCE = Map.of(
            Fault.POST_THROTTLED_ONCE, new ServiceException(429, "LimitExceededException", null),
            Fault.POST_FAILS_ONCE, new ServiceException(500, "InternalServerErrorException", "Internal server error"));

    private PostFaults() {}

    /** How post number N of a message fails; null if it does not. */
    static @Nullable ServiceException failure(SimulationSettings settings, int number) {
        for (ActiveFault active : settings.faults()) {
            if (number >= active.position() && FROM_THEN_ON.containsKey(active.fault())) {
                return FROM_THEN_ON.get(active.fault());
            }
            if (number == active.position() && ONCE.containsKey(active.fault())) {
                return ONCE.get(active.fault());
            }
        }
        return null;
    }

    /** Ends the connection before post number N, if it shall end there. */
    static void endConnection(SimulationSettings settings, int number, ClientConnection connection) {
        for (ActiveFault active : settings.faults()) {
            if (number == active.position()) {
                switch (active.fault()) {
                    case CLIENT_GONE -> connection.abort();
                    case IDLE_TIMEOUT, CONNECTION_EXPIRES -> connection.close(1001, "Going away");
                    default -> {
                        // The others leave it open.
                    }
                }
            }
        }
    }

    /** Says what a client says who wants the story of its last message stopped, after post number N. */
    static void stop(SimulationSettings settings, int number, ClientConnection connection) {
        if (settings.at(Fault.CLIENT_STOPS).orElse(0) == number) {
            requestId(connection.lastMessage()).ifPresent(id -> {
                var abort = new JsonObject();
                abort.addProperty("type", "abort");
                abort.addProperty("requestId", id);
                connection.pretend(abort.toString());
            });
        }
    }

    private static Optional<String> requestId(String message) {
        try {
            JsonElement json = JsonParser.parseString(message);
            JsonElement id = json.isJsonObject() ? json.getAsJsonObject().get("requestId") : null;
            return id == null || !id.isJsonPrimitive() ? Optional.empty() : Optional.of(id.getAsString());
        } catch (JsonParseException e) {
            return Optional.empty();
        }
    }

    static boolean hangs(SimulationSettings settings, int number) {
        return settings.at(Fault.POST_HANGS).orElse(0) == number;
    }
}
