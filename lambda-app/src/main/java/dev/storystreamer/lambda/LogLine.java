package dev.storystreamer.lambda;

import com.amazonaws.services.lambda.runtime.LambdaLogger;
import com.amazonaws.services.lambda.runtime.logging.LogLevel;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** Lines of the log: one JSON object each. */
public final class LogLine {

    private LogLine() {}

    /** {@return a line with the time, a message and its level: {@code INFO}, {@code WARN} or {@code ERROR}} */
    public static JsonObject of(String level, String message) {
        JsonObject line = new JsonObject();
        line.addProperty("timestamp", Instant.now().toString());
        line.addProperty("level", level);
        line.addProperty("message", message);
        return line;
    }

    /**
     * Writes a line, or a document without a level, which is then written at every log level. As bytes, it is written
     * unchanged in both log formats of Lambda; as a string, the JSON format would wrap it.
     */
    public static void write(JsonObject line, LambdaLogger logger) {
        JsonElement level = line.get("level");
        logger.log(
                (line + "\n").getBytes(StandardCharsets.UTF_8),
                level == null ? LogLevel.UNDEFINED : LogLevel.fromString(level.getAsString()));
    }

    /** Adds the class and the message of an exception. */
    public static void addError(JsonObject line, Throwable error) {
        line.addProperty("error", error.getClass().getName());
        line.addProperty("errorMessage", error.getMessage());
    }

    /** Adds where an exception was thrown. */
    public static void addStack(JsonObject line, Throwable error) {
        StringBuilder stack = new StringBuilder();
        for (StackTraceElement element : error.getStackTrace()) {
            stack.append(element).append('\n');
        }
        line.addProperty("stack", stack.toString());
    }
}
