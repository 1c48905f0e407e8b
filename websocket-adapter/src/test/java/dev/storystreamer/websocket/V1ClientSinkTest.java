package dev.storystreamer.websocket;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.storystreamer.protocol.StoryFrames;
import java.util.List;
import java.util.stream.Collectors;

class V1ClientSinkTest extends ApiGatewayClientSinkContract {

    @Override
    StoryFrames newStory() {
        return StoryFrames.v1("request-1");
    }

    @Override
    protected String textOf(List<String> frames) {
        return frames.stream()
                .map(frame -> JsonParser.parseString(frame).getAsJsonObject())
                .filter(frame -> frame.get("type").getAsString().equals("text"))
                .map((JsonObject frame) -> frame.get("message").getAsString())
                .collect(Collectors.joining());
    }
}
