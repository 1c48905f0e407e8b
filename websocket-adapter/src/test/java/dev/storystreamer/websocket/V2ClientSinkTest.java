package dev.storystreamer.websocket;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.storystreamer.protocol.StoryFrames;
import java.util.List;
import java.util.stream.Collectors;

class V2ClientSinkTest extends ApiGatewayClientSinkContract {

    /** The longest id of a request, of characters that have the longest JSON form. */
    private static final String LONGEST_ID = "\"".repeat(128);

    @Override
    StoryFrames newStory() {
        return StoryFrames.v2(LONGEST_ID, "5f0c8f0e-5b0a-4f3e-9f2d-3d2f1c0b9a87", "request-1", true);
    }

    @Override
    protected String textOf(List<String> frames) {
        return frames.stream()
                .map(frame -> JsonParser.parseString(frame).getAsJsonObject())
                .filter(frame -> frame.has("chunk"))
                .map(frame -> frame.getAsJsonObject("chunk"))
                .filter(chunk -> chunk.get("type").getAsString().equals("text-delta"))
                .map((JsonObject chunk) -> chunk.get("delta").getAsString())
                .collect(Collectors.joining());
    }
}
