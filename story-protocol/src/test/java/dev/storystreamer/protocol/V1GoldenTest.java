package dev.storystreamer.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.storystreamer.core.ClientMessage;
import dev.storystreamer.core.StopReason;
import dev.storystreamer.core.StoryChunk;
import dev.storystreamer.protocol.testkit.Receipts;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Compares protocol 1 with recorded frames of its first server, byte for byte. */
class V1GoldenTest {

    @TestFactory
    Stream<DynamicTest> encodesTheFramesOfTheFirstServer() throws Exception {
        return golden().getAsJsonArray("cases").asList().stream()
                .map(JsonElement::getAsJsonObject)
                .map(recorded -> DynamicTest.dynamicTest(
                        recorded.get("name").getAsString(),
                        () -> assertThat(frames(recorded.getAsJsonArray("events")))
                                .isEqualTo(recorded.getAsJsonArray("frames").asList().stream()
                                        .map(JsonElement::getAsString)
                                        .toList())));
    }

    @Test
    void createsThePromptOfTheFirstServer() throws Exception {
        JsonObject request = golden().getAsJsonObject("request");

        ClientRequest parsed = new ClientRequestParser(RequestLimits.DEFAULTS, false)
                .parse(request.get("body").getAsString(), "s", "r");

        String prompt = request.getAsJsonObject("modelRequest")
                .getAsJsonArray("messages")
                .get(0)
                .getAsJsonObject()
                .getAsJsonArray("content")
                .get(0)
                .getAsJsonObject()
                .get("text")
                .getAsString();
        assertThat(parsed).isInstanceOfSatisfying(ClientRequest.Start.class, start -> {
            assertThat(start.story().conversation()).hasSize(1);
            assertThat(start.story().conversation().get(0).text()).isEqualTo(prompt);
        });
    }

    private static List<String> frames(JsonArray events) {
        var v1 = new V1Frames("r");
        List<String> frames = new ArrayList<>(Frames.of(v1, new ClientMessage.Opened()));
        for (JsonElement event : events) {
            chunk(event.getAsJsonArray()).message().ifPresent(message -> frames.addAll(Frames.of(v1, message)));
        }
        frames.addAll(Frames.of(v1, Receipts.finished(StopReason.END_TURN)));
        return frames;
    }

    private static StoryChunk chunk(JsonArray event) {
        JsonObject payload = event.get(1).getAsJsonObject();
        return switch (event.get(0).getAsString()) {
            case "messageStart" -> new StoryChunk.Start();
            case "contentBlockDelta" ->
                new StoryChunk.Text(payload.getAsJsonObject("delta").get("text").getAsString());
            case "contentBlockStop" -> new StoryChunk.BlockEnd();
            case "messageStop" -> new StoryChunk.Stop(StopReason.OTHER);
            case "metadata" -> new StoryChunk.Usage(1, 2);
            default -> new StoryChunk.Unknown(event.get(0).getAsString());
        };
    }

    private static JsonObject golden() throws Exception {
        try (Reader reader = new InputStreamReader(
                Objects.requireNonNull(V1GoldenTest.class.getResourceAsStream("/golden/v1.json")),
                StandardCharsets.UTF_8)) {
            return JsonParser.parseReader(reader).getAsJsonObject();
        }
    }
}
