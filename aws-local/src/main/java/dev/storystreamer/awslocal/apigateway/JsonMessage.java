package dev.storystreamer.awslocal.apigateway;

import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.util.Optional;

/** Reads fields of a client's message, if the message is JSON. */
final class JsonMessage {

    private JsonMessage() {}

    /** Returns a top-level field as text; empty if the message is not an object with such a primitive field. */
    static Optional<String> field(String message, String name) {
        try {
            JsonElement json = JsonParser.parseString(message);
            JsonElement field = json.isJsonObject() ? json.getAsJsonObject().get(name) : null;
            return field == null || !field.isJsonPrimitive() ? Optional.empty() : Optional.of(field.getAsString());
        } catch (JsonParseException | StackOverflowError e) {
            return Optional.empty();
        }
    }
}
