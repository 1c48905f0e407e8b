package dev.storystreamer.benchmarks;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.UUID;

/** How a client requests a story, and where a frame has its text. */
enum Protocol {
    V1 {
        @Override
        String request(String topic) {
            return "{\"storyType\":\"" + topic + "\"}";
        }

        @Override
        String textOf(JsonObject frame) {
            return frame.get("type").getAsString().equals("text")
                    ? frame.get("message").getAsString()
                    : "";
        }
    },

    V2 {
        /** With the prompt that protocol 1 makes of the topic, so that the model sends the same story. */
        @Override
        String request(String topic) {
            return """
                    {"type":"send","requestId":"%s","id":"chat","trigger":"submit-message","messages":[{"id":"u1","role":"user",\
                    "parts":[{"type":"text","text":"Tell me a very short story about: %s"}]}]}""".formatted(UUID.randomUUID(), topic);
        }

        @Override
        String textOf(JsonObject frame) {
            JsonObject chunk = frame.has("chunk") ? frame.getAsJsonObject("chunk") : new JsonObject();
            return chunk.has("delta") && chunk.get("type").getAsString().equals("text-delta")
                    ? chunk.get("delta").getAsString()
                    : "";
        }
    };

    /** The client's message; the topic has no character that JSON escapes. */
    abstract String request(String topic);

    abstract String textOf(JsonObject frame);

    /** The text of a frame; empty if it has none. */
    String textOf(String frame) {
        return textOf(JsonParser.parseString(frame).getAsJsonObject());
    }
}
