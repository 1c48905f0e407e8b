package dev.storystreamer.core.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.storystreamer.core.ClientGoneException;
import dev.storystreamer.core.ClientMessage;
import dev.storystreamer.core.ClientSink;
import dev.storystreamer.core.ClientSinkException;
import dev.storystreamer.core.Ending;
import dev.storystreamer.core.ErrorCode;
import dev.storystreamer.core.JsonText;
import dev.storystreamer.core.Receipt;
import dev.storystreamer.core.StopReason;
import dev.storystreamer.core.StoryChunk;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The contract of {@link ClientSink}. Subclasses connect a sink to a client over its real transport. */
public abstract class ClientSinkContract {

    private static final int FRAME_BYTES = 32 * 1024;
    private static final long TIMEOUT_SECONDS = 20;

    /** For subclasses in all modules. */
    protected ClientSinkContract() {}

    /**
     * Creates a sink for one new story whose client accepts everything.
     *
     * @return the sink under test
     */
    protected abstract ClientSink sinkToAnOpenClient();

    /**
     * Creates a sink for one new story whose client has closed its connection.
     *
     * @return the sink under test
     */
    protected abstract ClientSink sinkToAClientThatLeft();

    /**
     * Creates a sink for one new story whose transport refuses every frame, retries included.
     *
     * @return the sink under test
     */
    protected abstract ClientSink sinkThatIsRefused();

    /**
     * Returns the frames that the open client has received.
     *
     * @return every frame, in order
     */
    protected abstract List<String> frames();

    /**
     * Decodes the story's text from frames, as a client does.
     *
     * @param frames frames that a client received
     * @return the text of all frames, joined
     */
    protected abstract String textOf(List<String> frames);

    @Test
    void deliversMessagesInOrderAndCountsThem() throws Exception {
        ClientSink sink = sinkToAnOpenClient();
        List<ClientMessage> messages = new ArrayList<>();
        messages.add(new ClientMessage.Opened());
        for (int i = 0; i < 20; i++) {
            messages.add(new ClientMessage.Text(" word" + i));
        }
        messages.add(new ClientMessage.Other());
        messages.add(new ClientMessage.EmptyDelta());
        messages.add(new ClientMessage.Ended(receipt(Ending.FINISHED, Optional.empty())));

        int posts = 0;
        long bytes = 0;
        for (ClientMessage message : messages) {
            ClientSink.Delivery delivery = await(sink, message);
            posts += delivery.posts();
            bytes += delivery.bytes();
        }

        List<String> frames = frames();
        assertThat(textOf(frames)).startsWith(" word0 word1 word2").endsWith(" word19");
        assertThat(frames).hasSize(posts);
        assertThat(String.join("", frames).getBytes(StandardCharsets.UTF_8)).hasSize((int) bytes);
    }

    @Test
    void deliversEveryCharacter() throws Exception {
        StringBuilder all = new StringBuilder();
        for (int c = 0; c < Character.MIN_SURROGATE; c++) {
            all.append((char) c);
        }
        all.append("\uE000\uFFFE\uFFFF😀👩‍👩‍👧");
        ClientSink sink = sinkToAnOpenClient();

        for (String rest = all.toString(); !rest.isEmpty(); ) {
            int fits = JsonText.prefixWithin(rest, ClientSink.MAX_TEXT_BYTES);
            await(sink, new ClientMessage.Text(rest.substring(0, fits)));
            rest = rest.substring(fits);
        }

        assertThat(textOf(frames())).isEqualTo(all.toString());
    }

    @Test
    void fitsTheLongestTextIntoOneFrame() throws Exception {
        for (String unit : List.of("a", "\"", "\u0001", "é", "\u2028", "😀", "<")) {
            ClientSink sink = sinkToAnOpenClient();
            String text = unit.repeat(ClientSink.MAX_TEXT_BYTES);
            String longest = text.substring(0, JsonText.prefixWithin(text, ClientSink.MAX_TEXT_BYTES));

            await(sink, new ClientMessage.Text(longest));

            assertThat(frames())
                    .allSatisfy(frame ->
                            assertThat(frame.getBytes(StandardCharsets.UTF_8)).hasSizeLessThan(FRAME_BYTES));
            assertThat(textOf(frames())).endsWith(longest);
        }
    }

    @Test
    void failsWithClientGoneExceptionWhenTheClientIsGone() {
        ClientSink sink = sinkToAClientThatLeft();

        assertThatThrownBy(() -> await(sink, new ClientMessage.Opened()))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(ClientGoneException.class);
    }

    @Test
    void failsWithClientSinkExceptionWhenTheFrameIsRefused() {
        ClientSink sink = sinkThatIsRefused();

        assertThatThrownBy(() -> await(sink, new ClientMessage.Opened()))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOf(ClientSinkException.class)
                .isNotInstanceOf(ClientGoneException.class);
    }

    @Test
    void sendsEveryKindOfEnding() throws Exception {
        for (Ending ending :
                List.of(Ending.FINISHED, Ending.INCOMPLETE, Ending.FAILED, Ending.STOPPED, Ending.EXPIRED)) {
            Optional<ErrorCode> errorCode =
                    ending == Ending.FINISHED ? Optional.empty() : Optional.of(ErrorCode.MODEL_FAILED);
            ClientSink sink = sinkToAnOpenClient();

            await(sink, new ClientMessage.Opened());
            await(sink, new ClientMessage.Ended(receipt(ending, errorCode)));
        }
    }

    private static Receipt receipt(Ending ending, Optional<ErrorCode> errorCode) {
        return new Receipt(
                ending,
                errorCode,
                Optional.empty(),
                Optional.of(StopReason.END_TURN),
                Optional.of(new StoryChunk.Usage(16, 23)),
                20,
                21,
                900,
                Optional.of(Duration.ofMillis(300)),
                Optional.of(Duration.ofMillis(320)),
                Duration.ofMillis(940),
                0,
                0);
    }

    private static ClientSink.Delivery await(ClientSink sink, ClientMessage message) throws Exception {
        return sink.send(message).toCompletableFuture().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    }
}
