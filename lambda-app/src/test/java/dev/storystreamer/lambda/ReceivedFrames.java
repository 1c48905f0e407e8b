package dev.storystreamer.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.List;

/**
 * The frames of one story, read as a client reads them. A violation of the protocol fails the test. The rules of v2 are
 * those of the AI SDK's client, which drops a repeated sequence number and closes its connection at a gap.
 *
 * @param text the story
 * @param last the final frame, abbreviated; empty if there was none
 * @param code the error code; empty if there is none, and always in v1
 * @param retryable whether the error says that the request may be repeated
 */
record ReceivedFrames(String text, String last, String code, boolean retryable) {

    static ReceivedFrames of(List<String> frames, boolean v2) {
        return v2 ? v2(frames) : v1(frames);
    }

    static ReceivedFrames v1(List<String> frames) {
        StringBuilder text = new StringBuilder();
        String last = "";
        for (String frame : frames) {
            assertThat(last).as("a frame after an error: " + frame).isNotEqualTo("error");
            JsonObject json = JsonParser.parseString(frame).getAsJsonObject();
            last = json.get("type").getAsString();
            assertThat(last).isIn("text", "other", "message", "error");
            assertThat(json.keySet()).containsExactly("type", "message");
            if (last.equals("text")) {
                text.append(json.get("message").getAsString());
            }
        }
        return new ReceivedFrames(text.toString(), last, "", false);
    }

    static ReceivedFrames v2(List<String> frames) {
        StringBuilder text = new StringBuilder();
        String openBlock = "";
        String ended = "";
        boolean closed = false;
        long next = 0;
        JsonObject error = new JsonObject();
        for (int i = 0; i < frames.size(); i++) {
            String frame = frames.get(i);
            JsonObject json = JsonParser.parseString(frame).getAsJsonObject();
            String type = json.get("type").getAsString();
            assertThat(json.get("requestId").getAsJsonPrimitive().isString()).isTrue();
            if (type.equals("chunk") && json.get("sequence").getAsLong() < next) {
                continue; // the client drops a repeated chunk
            }
            if (closed && frame.equals(frames.get(i - 1))) {
                continue; // the final frame again: the first post may not have been delivered
            }
            assertThat(closed).as("a frame after the end: " + frame).isFalse();
            if (type.equals("error")) {
                ended = "error";
                closed = true;
                error = json;
                continue;
            }
            if (type.equals("end")) {
                assertThat(ended).as("the chunk that ends the story").isIn("finish", "abort");
                closed = true;
                continue;
            }
            assertThat(type).isEqualTo("chunk");
            assertThat(json.get("sequence").getAsLong()).as(frame).isEqualTo(next++);
            assertThat(ended).as("a chunk after the last one: " + frame).isEmpty();
            JsonObject chunk = json.getAsJsonObject("chunk");
            String kind = chunk.get("type").getAsString();
            switch (kind) {
                case "start" -> assertThat(next).isEqualTo(1);
                case "text-start" -> openBlock = chunk.get("id").getAsString();
                case "text-delta" -> {
                    assertThat(chunk.get("id").getAsString()).isEqualTo(openBlock);
                    text.append(chunk.get("delta").getAsString());
                }
                case "text-end" -> {
                    assertThat(chunk.get("id").getAsString()).isEqualTo(openBlock);
                    openBlock = "";
                }
                case "finish" -> {
                    assertThat(openBlock).as("a text block that was not closed").isEmpty();
                    ended = "finish";
                    error.add("finishReason", chunk.get("finishReason"));
                }
                case "abort" -> ended = "abort";
                default -> throw new AssertionError("unknown chunk: " + frame);
            }
        }
        String code = error.has("code") ? error.get("code").getAsString() : "";
        String reason =
                error.has("finishReason") ? " " + error.get("finishReason").getAsString() : "";
        return new ReceivedFrames(
                text.toString(),
                closed ? ended + reason : "",
                code,
                error.has("retryable") && error.get("retryable").getAsBoolean());
    }
}
