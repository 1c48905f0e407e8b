package dev.storystreamer.bedrock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.storystreamer.core.StopReason;
import dev.storystreamer.core.StoryChunk;
import dev.storystreamer.core.testkit.RecordingSubscriber;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The chunk of each event, from the bytes of the event on. */
class ConverseEventsTest {

    private static final List<StoryChunk> STORY = List.of(
            new StoryChunk.Start(),
            new StoryChunk.Unknown("contentBlockStart"),
            new StoryChunk.Text("Once"),
            new StoryChunk.Text(" upón ☾ 🐈"),
            new StoryChunk.BlockEnd(),
            new StoryChunk.Stop(StopReason.END_TURN),
            new StoryChunk.Usage(16, 23));

    static Stream<Arguments> events() {
        return Stream.of(
                arguments("messageStart", "{\"p\":\"ab\",\"role\":\"assistant\"}", new StoryChunk.Start()),
                arguments("contentBlockDelta", "{\"delta\":{\"text\":\"\"}}", new StoryChunk.Text("")),
                arguments(
                        "contentBlockDelta",
                        "{\"delta\":{\"text\":\"<\\\"\\u2028\\n\\ud83d\\udc08>\"}}",
                        new StoryChunk.Text("<\"\u2028\n🐈>")),
                arguments("contentBlockDelta", "{\"contentBlockIndex\":0}", new StoryChunk.EmptyDelta()),
                arguments("contentBlockDelta", "{\"delta\":null}", new StoryChunk.EmptyDelta()),
                arguments("contentBlockDelta", "{\"delta\":{}}", new StoryChunk.Unknown("contentBlockDelta")),
                arguments(
                        "contentBlockDelta",
                        "{\"delta\":{\"futureContent\":{\"x\":1}}}",
                        new StoryChunk.Unknown("contentBlockDelta")),
                arguments(
                        "contentBlockDelta",
                        "{\"delta\":{\"toolUse\":{\"input\":\"{\"}}}",
                        new StoryChunk.Unknown("contentBlockDelta")),
                arguments(
                        "contentBlockDelta",
                        "{\"delta\":{\"citation\":{\"title\":\"t\"}}}",
                        new StoryChunk.Unknown("contentBlockDelta")),
                arguments(
                        "contentBlockDelta",
                        "{\"delta\":{\"image\":{\"source\":{\"bytes\":\"AA==\"}}}}",
                        new StoryChunk.Unknown("contentBlockDelta")),
                arguments(
                        "contentBlockDelta",
                        "{\"delta\":{\"reasoningContent\":{\"text\":\"Hm.\"}}}",
                        new StoryChunk.Reasoning("Hm.")),
                arguments(
                        "contentBlockDelta",
                        "{\"delta\":{\"reasoningContent\":{\"signature\":\"c2ln\"}}}",
                        new StoryChunk.Reasoning("")),
                arguments(
                        "contentBlockDelta",
                        "{\"delta\":{\"reasoningContent\":{\"redactedContent\":\"AAEC\"}}}",
                        new StoryChunk.Reasoning("")),
                arguments(
                        "contentBlockStart",
                        "{\"contentBlockIndex\":1,\"start\":{\"toolUse\":{\"toolUseId\":\"t1\",\"name\":\"look\"}}}",
                        new StoryChunk.Unknown("contentBlockStart")),
                arguments("contentBlockStop", "{\"contentBlockIndex\":0}", new StoryChunk.BlockEnd()),
                arguments("messageStop", "{}", new StoryChunk.Stop(StopReason.OTHER)),
                arguments(
                        "metadata",
                        "{\"metrics\":{\"latencyMs\":1},\"usage\":{\"inputTokens\":1,\"outputTokens\":2,"
                                + "\"totalTokens\":3,\"cacheReadInputTokens\":9}}",
                        new StoryChunk.Usage(1, 2)),
                arguments("metadata", "{\"metrics\":{\"latencyMs\":1}}", new StoryChunk.Unknown("metadata")),
                arguments("metadata", "{\"usage\":{\"inputTokens\":1}}", new StoryChunk.Unknown("metadata")),
                arguments("metadata", "{\"usage\":null}", new StoryChunk.Unknown("metadata")),
                arguments(
                        "metadata",
                        "{\"usage\":{\"inputTokens\":null,\"outputTokens\":2}}",
                        new StoryChunk.Unknown("metadata")),
                arguments(
                        "metadata",
                        "{\"usage\":{\"inputTokens\":-1,\"outputTokens\":2}}",
                        new StoryChunk.Unknown("metadata")),
                arguments(
                        "metadata",
                        "{\"trace\":{\"guardrail\":{\"modelOutput\":[\"secret\"]}},"
                                + "\"usage\":{\"inputTokens\":1,\"outputTokens\":2,\"totalTokens\":3}}",
                        new StoryChunk.Usage(1, 2)),
                arguments("futureEvent", "{\"x\":1}", new StoryChunk.Unknown("unknown")));
    }

    @ParameterizedTest(name = "{0} {1} is {2}")
    @MethodSource("events")
    void mapsEachEventToOneChunk(String type, String json, StoryChunk chunk) throws Exception {
        for (HttpClientKind http : HttpClientKind.values()) {
            assertThat(chunksOf(http, EventStreamMessages.event(type, json)))
                    .as("%s", http)
                    .containsExactly(chunk);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "end_turn, END_TURN",
        "stop_sequence, STOP_SEQUENCE",
        "max_tokens, MAX_TOKENS",
        "model_context_window_exceeded, CONTEXT_WINDOW_EXCEEDED",
        "content_filtered, CONTENT_FILTERED",
        "guardrail_intervened, GUARDRAIL_INTERVENED",
        "tool_use, OTHER",
        "malformed_model_output, OTHER",
        "a_reason_of_the_future, OTHER"
    })
    void mapsStopReasons(String wireName, StopReason reason) throws Exception {
        for (HttpClientKind http : HttpClientKind.values()) {
            assertThat(chunksOf(http, EventStreamMessages.stop(wireName))).containsExactly(new StoryChunk.Stop(reason));
        }
    }

    @ParameterizedTest
    @EnumSource
    void readsAStoryThatIsSplitAtAnyByte(HttpClientKind http) throws Exception {
        try (ScriptedBedrock bedrock = ScriptedBedrock.sending(EventStreamMessages.STORY);
                TestModel model = http.model(bedrock.endpoint())) {
            for (int i = 1; i < EventStreamMessages.STORY.length; i++) {
                int split = i;
                bedrock.setScript(exchange -> {
                    exchange.send(Arrays.copyOf(EventStreamMessages.STORY, split));
                    exchange.send(
                            Arrays.copyOfRange(EventStreamMessages.STORY, split, EventStreamMessages.STORY.length));
                    exchange.end();
                });

                assertThat(chunksOf(model)).as("split after byte %d", split).isEqualTo(STORY);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void readsAStoryThatArrivesByteByByte(HttpClientKind http) throws Exception {
        try (ScriptedBedrock bedrock = ScriptedBedrock.running(exchange -> {
                    for (byte each : EventStreamMessages.STORY) {
                        exchange.send(new byte[] {each});
                    }
                    exchange.end();
                });
                TestModel model = http.model(bedrock.endpoint())) {
            assertThat(chunksOf(model)).isEqualTo(STORY);
        }
    }

    @ParameterizedTest
    @EnumSource
    void ignoresMessagesOfAnUnknownType(HttpClientKind http) throws Exception {
        byte[] future = EventStreamMessages.message("{}", ":message-type", "future", ":event-type", "messageStart");

        assertThat(chunksOf(http, future, EventStreamMessages.text("Once")))
                .containsExactly(new StoryChunk.Text("Once"));
    }

    private static List<StoryChunk> chunksOf(HttpClientKind http, byte[]... messages) throws Exception {
        try (ScriptedBedrock bedrock = ScriptedBedrock.sending(messages);
                TestModel model = http.model(bedrock.endpoint())) {
            return chunksOf(model);
        }
    }

    private static List<StoryChunk> chunksOf(TestModel model) {
        RecordingSubscriber subscriber = RecordingSubscriber.oneByOne();
        model.story().subscribe(subscriber);
        return subscriber.awaitCompletion();
    }
}
