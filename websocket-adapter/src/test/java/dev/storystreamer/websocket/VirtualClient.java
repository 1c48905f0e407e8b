package dev.storystreamer.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.ArrayList;
import java.util.List;

/** A client that reads the frames of one story by the rules of its protocol: those of the AI SDK's client for protocol 2. */
final class VirtualClient {

    private final boolean v2;
    private final List<String> frames = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();
    private long sequence;
    private String last = "";
    private String ended = "";

    VirtualClient(boolean v2) {
        this.v2 = v2;
    }

    void receive(String frame) {
        frames.add(frame);
        JsonObject json = JsonParser.parseString(frame).getAsJsonObject();
        if (v2) {
            receiveV2(frame, json);
        } else {
            assertThat(ended).as("before %s", frame).isEmpty();
            last = json.get("type").getAsString();
            if (last.equals("text")) {
                text.append(json.get("message").getAsString());
            }
            ended = last.equals("error") ? last : "";
        }
    }

    private void receiveV2(String frame, JsonObject json) {
        String type = json.get("type").getAsString();
        if (!ended.isEmpty()) {
            return; // the client ignores frames of a request that has ended
        }
        if (type.equals("error") || type.equals("end")) {
            assertThat(type.equals("end") ? last : "finish").as(frame).isIn("finish", "abort");
            ended = type.equals("end") ? last : "error";
            return;
        }
        if (json.get("sequence").getAsLong() < sequence) {
            return; // the client drops a repeated chunk
        }
        assertThat(json.get("sequence").getAsLong()).as(frame).isEqualTo(sequence++);
        JsonObject chunk = json.getAsJsonObject("chunk");
        last = chunk.get("type").getAsString();
        if (last.equals("text-delta")) {
            text.append(chunk.get("delta").getAsString());
        }
    }

    List<String> frames() {
        return frames;
    }

    String text() {
        return text.toString();
    }

    /** Returns how the story ended for the client: {@code error}, {@code finish}, {@code abort}, or empty. */
    String ended() {
        return ended;
    }
}
