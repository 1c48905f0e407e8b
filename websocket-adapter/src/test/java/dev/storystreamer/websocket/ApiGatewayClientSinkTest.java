package dev.storystreamer.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.storystreamer.core.ClientMessage;
import dev.storystreamer.core.ClientSink;
import dev.storystreamer.core.Ending;
import dev.storystreamer.core.ErrorCode;
import dev.storystreamer.core.Transmission;
import dev.storystreamer.core.testkit.ManualScheduler;
import dev.storystreamer.protocol.StoryFrames;
import dev.storystreamer.protocol.testkit.Receipts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The frames of protocol 2 after a message that was not sent to its end. */
class ApiGatewayClientSinkTest {

    private static final Duration TIME_LEFT = Duration.ofSeconds(10);
    private static final ClientMessage LONG_TEXT = new ClientMessage.Text("a".repeat(100_000));

    private final ManualScheduler time = new ManualScheduler();
    private final List<LocalHttpClient.Post> posts = new ArrayList<>();
    private final ClientSink sink = new LocalHttpClient(posts::add)
            .connections(time, PostOptions.DEFAULTS)
            .sink("c", StoryFrames.v2("r1", "m1", "request-1", false));

    private void accept(int count) {
        for (int i = 0; i < count; i++) {
            posts.get(posts.size() - 1).answer(200);
        }
    }

    private Transmission send(ClientMessage message) {
        return sink.send(message, TIME_LEFT);
    }

    /** Sends the start, the start of the text block and the first delta of a long text; the second is in flight. */
    private Transmission sendPartOfALongText() {
        send(new ClientMessage.Opened());
        accept(2);
        Transmission transmission = send(LONG_TEXT);
        accept(1);
        assertThat(posts).hasSize(4);
        return transmission;
    }

    private JsonObject frame(int index) {
        return JsonParser.parseString(posts.get(index).body()).getAsJsonObject();
    }

    private String chunkType(int index) {
        return frame(index).getAsJsonObject("chunk").get("type").getAsString();
    }

    @Test
    void sendsAbortWithTheNextSequenceNumberAfterACancel() {
        Transmission transmission = sendPartOfALongText();

        transmission.cancel();
        accept(1);
        assertThat(transmission.delivery())
                .isCompletedWithValueMatching(delivery -> delivery.posts() == 2 && delivery.bytes() > 60_000);
        Transmission ending = send(Receipts.unfinished(Ending.STOPPED, ErrorCode.STOPPED));
        accept(2);

        assertThat(ending.delivery()).isCompletedWithValueMatching(delivery -> delivery.posts() == 2);
        assertThat(posts).hasSize(6);
        assertThat(frame(4).get("sequence").getAsInt()).isEqualTo(4);
        assertThat(chunkType(4)).isEqualTo("abort");
        assertThat(frame(5).get("type").getAsString()).isEqualTo("end");
    }

    @Test
    void continuesTheBlockAfterACancel() {
        Transmission transmission = sendPartOfALongText();

        transmission.cancel();
        accept(1);
        send(new ClientMessage.Text("more"));

        assertThat(frame(4).get("sequence").getAsInt()).isEqualTo(4);
        assertThat(chunkType(4)).isEqualTo("text-delta");
    }

    @Test
    void sendsAnErrorFrameAfterTheDeadline() {
        Transmission transmission = sendPartOfALongText();

        time.advance(TIME_LEFT);
        assertThat(transmission.delivery()).isCompletedExceptionally();
        int begun = posts.size();
        send(new ClientMessage.Text("more"));
        Transmission ending = send(Receipts.unfinished(Ending.EXPIRED, ErrorCode.DEADLINE_EXCEEDED));
        accept(1);

        assertThat(ending.delivery()).isCompletedWithValueMatching(delivery -> delivery.posts() == 1);
        assertThat(posts).hasSize(begun + 1);
        assertThat(frame(begun).get("type").getAsString()).isEqualTo("error");
        assertThat(frame(begun).get("code").getAsString()).isEqualTo("deadline_exceeded");
    }
}
