package dev.storystreamer.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.storystreamer.core.ClientMessage;
import dev.storystreamer.core.Ending;
import dev.storystreamer.core.ErrorCode;
import dev.storystreamer.core.StopReason;
import dev.storystreamer.protocol.testkit.Receipts;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The frames of a message are encoded one at a time; a frame that is not requested does not exist for the client. */
class FramesOnRequestTest {

    private static final ClientMessage OPENED = new ClientMessage.Opened();
    private static final ClientMessage LONG_TEXT = new ClientMessage.Text("a".repeat(3 * FrameSplitter.MAX_TEXT_BYTES));
    private static final ClientMessage LONG_REASONING =
            new ClientMessage.Reasoning("b".repeat(3 * FrameSplitter.MAX_TEXT_BYTES));
    private static final ClientMessage STOPPED = Receipts.unfinished(Ending.STOPPED, ErrorCode.STOPPED);

    private final StoryFrames v1 = StoryFrames.v1("request-1");
    private final StoryFrames v2 = StoryFrames.v2("r1", "m1", "request-1", true);

    private static List<String> types(List<String> frames) {
        return frames.stream()
                .map(frame -> JsonParser.parseString(frame).getAsJsonObject())
                .map(frame -> frame.has("chunk") ? frame.getAsJsonObject("chunk") : frame)
                .map(frame -> frame.get("type").getAsString())
                .toList();
    }

    @Test
    void v1SplitsALongText() {
        assertThat(Frames.of(v1, LONG_TEXT)).hasSize(3);
        assertThat(Frames.of(v1, new ClientMessage.Text(""))).containsExactly("{\"type\":\"text\",\"message\":\"\"}");
    }

    @Test
    void v2SendsNothingForAnEmptyTextAndOpensNoBlockForIt() {
        Frames.of(v2, OPENED);

        assertThat(Frames.of(v2, new ClientMessage.Text(""))).isEmpty();
        assertThat(Frames.of(v2, new ClientMessage.Reasoning(""))).isEmpty();
        assertThat(types(Frames.of(v2, Receipts.finished(StopReason.END_TURN)))).containsExactly("finish", "end");
    }

    @Test
    void v2SplitsALongTextInsideOneBlock() {
        Frames.of(v2, OPENED);
        Frames.of(v2, new ClientMessage.Reasoning("hm"));

        assertThat(types(Frames.of(v2, LONG_TEXT)))
                .containsExactly("reasoning-end", "text-start", "text-delta", "text-delta", "text-delta");
        assertThat(types(Frames.of(v2, new ClientMessage.Text("more")))).containsExactly("text-delta");
    }

    @Test
    void v2ContinuesTheSequenceAfterFramesThatWereNotRequested() {
        Frames.of(v2, OPENED);

        assertThat(Frames.first(2, v2, LONG_TEXT)).hasSize(2).last().asString().contains("\"sequence\":2,");
        assertThat(Frames.of(v2, STOPPED))
                .containsExactly(
                        "{\"type\":\"chunk\",\"requestId\":\"r1\",\"sequence\":3,\"chunk\":{\"type\":\"abort\","
                                + "\"reason\":\"The story was stopped. (request id: request-1)\"}}",
                        "{\"type\":\"end\",\"requestId\":\"r1\"}");
    }

    @Test
    void v2OpensTheBlockThatWasNotOpened() {
        Frames.of(v2, OPENED);
        Frames.of(v2, new ClientMessage.Reasoning("hm"));

        assertThat(types(Frames.first(1, v2, LONG_TEXT))).containsExactly("reasoning-end");
        assertThat(types(Frames.of(v2, new ClientMessage.Reasoning("hm"))))
                .containsExactly("reasoning-start", "reasoning-delta");
        assertThat(Frames.first(0, v2, LONG_TEXT)).isEmpty();
        assertThat(types(Frames.of(v2, Receipts.finished(StopReason.END_TURN))))
                .containsExactly("reasoning-end", "finish", "end");
    }

    @Test
    void v2HasNoGapAndMatchingBlocksWhenAnyFramesAreNotRequested() {
        var random = new Random(3);
        List<ClientMessage> messages = List.of(
                OPENED, LONG_TEXT, LONG_REASONING, new ClientMessage.Text("t"), new ClientMessage.Reasoning("r"));
        for (int i = 0; i < 200; i++) {
            StoryFrames story = StoryFrames.v2("r1", "m1", "request-1", random.nextBoolean());
            List<String> frames = new ArrayList<>(Frames.first(random.nextInt(3), story, OPENED));
            for (int m = 0; m < 12; m++) {
                ClientMessage message = messages.get(1 + random.nextInt(messages.size() - 1));
                frames.addAll(Frames.first(random.nextInt(6), story, message));
            }
            frames.addAll(Frames.of(story, Receipts.finished(StopReason.END_TURN)));

            assertReadable(frames);
        }
    }

    private static void assertReadable(List<String> frames) {
        String open = "";
        int sequence = 0;
        for (String frame : frames.subList(0, frames.size() - 1)) {
            JsonObject fields = JsonParser.parseString(frame).getAsJsonObject();
            assertThat(fields.get("sequence").getAsInt()).isEqualTo(sequence++);
            JsonObject chunk = fields.getAsJsonObject("chunk");
            String type = chunk.get("type").getAsString();
            String block = type.replaceFirst("-(start|delta|end)$", "") + (chunk.has("id") ? chunk.get("id") : "");
            if (type.endsWith("-start")) {
                assertThat(open).as(frame).isEmpty();
                open = block;
            } else if (type.endsWith("-delta")) {
                assertThat(open).isEqualTo(block);
            } else if (type.endsWith("-end")) {
                assertThat(open).isEqualTo(block);
                open = "";
            }
        }
        assertThat(open).isEmpty();
        assertThat(types(frames)).endsWith("finish", "end");
    }
}
