package dev.storystreamer.benchmarks;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.Optional;
import java.util.UUID;

/** What a client says, and where the words are in what it is told. */
enum Protocol {
    V1 {
        @Override
        String request(String topic) {
            JsonObject request = new JsonObject();
            request.addProperty("storyType", topic);
            return request.toString();
        }

        @Override
        Optional<String> textOf(String frame) {
            JsonObject message = JsonParser.parseString(frame).getAsJsonObject();
            return message.get("type").getAsString().equals("text")
                    ? Optional.of(message.get("message").getAsString())
                    : Optional.empty();
        }
    },

    V2 {
        /** The prompt that protocol 1 makes of the topic, so that the model tells the same story. */
        @Override
        String request(String topic) {
            JsonObject part = new JsonObject();
            part.addProperty("type", "text");
            part.addProperty("text", "Tell me a very short story about: " + topic);
            JsonObject message = new JsonObject();
            message.addProperty("id", "u1");
            message.addProperty("role", "user");
            message.add("parts", array(part));
            JsonObject request = new JsonObject();
            request.addProperty("type", "send");
            request.addProperty("requestId", UUID.randomUUID().toString());
            request.addProperty("id", "chat");
            request.addProperty("trigger", "submit-message");
            request.add("messages", array(message));
            return request.toString();
        }

        @Override
        Optional<String> textOf(String frame) {
            JsonObject message = JsonParser.parseString(frame).getAsJsonObject();
            JsonObject chunk = message.has("chunk") ? message.getAsJsonObject("chunk") : new JsonObject();
            return chunk.has("delta") && chunk.get("type").getAsString().equals("text-delta")
                    ? Optional.of(chunk.get("delta").getAsString())
                    : Optional.empty();
        }
    };

    /** Asks for a story. */
    abstract String request(String topic);

    /** The words that a frame carries; empty if it carries none. */
    abstract Optional<String> textOf(String frame);

    private static JsonArray array(JsonObject element) {
        JsonArray array = new JsonArray();
        array.add(element);
        return array;
    }
}
