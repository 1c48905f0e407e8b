package dev.storystreamer.lambda;

import com.google.gson.JsonObject;
import java.time.Instant;

/** Lines of the log: one JSON object each. */
public final class LogLine {

    private LogLine() {}

    /**
     * Starts a line.
     *
     * @param level {@code INFO}, {@code WARN} or {@code ERROR}
     * @param message what happened
     * @return a line with these and the time
     */
    public static JsonObject of(String level, String message) {
        JsonObject line = new JsonObject();
        line.addProperty("timestamp", Instant.now().toString());
        line.addProperty("level", level);
        line.addProperty("message", message);
        return line;
    }

    /**
     * Adds the class and the message of an exception.
     *
     * @param line the line
     * @param error the exception
     */
    public static void addError(JsonObject line, Throwable error) {
        line.addProperty("error", error.getClass().getName());
        line.addProperty("errorMessage", error.getMessage());
    }
}
