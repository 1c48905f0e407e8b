package dev.storystreamer.core.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.storystreamer.core.ClientGoneException;
import dev.storystreamer.core.ClientMessage;
import dev.storystreamer.core.ClientSink;
import dev.storystreamer.core.ClientSinkException;
import dev.storystreamer.core.Ending;
import dev.storystreamer.core.ErrorCode;
import dev.storystreamer.core.Receipt;
import dev.storystreamer.core.StopReason;
import dev.storystreamer.core.StoryChunk;
import dev.storystreamer.core.Transmission;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The contract of {@link ClientSink}. Subclasses connect a sink to a client over its real transport. */
@Timeout(60)
public abstract class ClientSinkContract {

    private static final long TIMEOUT_SECONDS = 20;

    /** The time for a message; only {@link #passTime} makes it pass in the tests of the deadline. */
    private static final Duration AMPLE = Duration.ofMinutes(1);

    private static final ClientMessage OPENED = new ClientMessage.Opened();

    /** For subclasses in all modules. */
    protected ClientSinkContract() {}

    /**
     * Creates a sink for one new story whose client accepts everything.
     *
     * @return the sink under test
     */
    protected abstract ClientSink sinkToAnOpenClient();

    /**
     * Creates a sink for one new story whose client closes its connection.
     *
     * @param acceptedFrames the frames that the client accepts before
     * @return the sink under test
     */
    protected abstract ClientSink sinkToAClientThatLeavesAfter(int acceptedFrames);

    /**
     * Creates a sink for one new story whose transport refuses every frame, retries included.
     *
     * @return the sink under test
     */
    protected abstract ClientSink sinkThatIsRefused();

    /**
     * Creates a sink for one new story whose transport answers a frame only in {@link #acceptFrame}, and whose clock
     * stands still but for {@link #passTime}.
     *
     * @return the sink under test
     */
    protected abstract ClientSink sinkWithUnansweredFrames();

    /** Waits until the transport has an unanswered frame; fails after some seconds. */
    protected abstract void awaitFrame();

    /** Waits until the transport has an unanswered frame, and accepts it. */
    protected abstract void acceptFrame();

    /** Accepts the unanswered frame and every later one. */
    protected abstract void acceptAllFrames();

    /**
     * Advances the clock of the sink with unanswered frames.
     *
     * @param time how far
     */
    protected abstract void passTime(Duration time);

    /**
     * Returns the frames that the client has received.
     *
     * @return every accepted frame, in order; an unanswered one may be included
     */
    protected abstract List<String> frames();

    /**
     * Returns the limit of the transport.
     *
     * @return the most bytes of a frame
     */
    protected abstract int maxFrameBytes();

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
        messages.add(OPENED);
        for (int i = 0; i < 20; i++) {
            messages.add(new ClientMessage.Text(" word" + i));
        }
        messages.add(new ClientMessage.Other());
        messages.add(new ClientMessage.EmptyDelta());
        messages.add(ended(Ending.FINISHED));

        int posts = 0;
        long bytes = 0;
        for (ClientMessage message : messages) {
            ClientSink.Delivery delivery = deliver(sink, message);
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

        deliver(sink, new ClientMessage.Text(all.toString()));

        assertThat(textOf(frames())).isEqualTo(all.toString());
    }

    @Test
    void splitsTextThatIsTooLongForOneFrame() throws Exception {
        StringBuilder expected = new StringBuilder();
        for (String unit : List.of("a", "\"", "\u0001", "é", "\u2028", "x😀", "<")) {
            ClientSink sink = sinkToAnOpenClient();
            String text = longText(unit);
            expected.append(text);

            int posts = deliver(sink, OPENED).posts()
                    + deliver(sink, new ClientMessage.Text(text)).posts();

            assertThat(posts).isGreaterThan(2);
        }

        assertThat(textOf(frames())).isEqualTo(expected.toString());
        assertThat(frames())
                .allSatisfy(frame ->
                        assertThat(frame.getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(maxFrameBytes()))
                .allSatisfy(frame -> assertThat(frame).doesNotContain("\\ud83d", "\\ude00", "?"));
    }

    @Test
    void failsWithClientGoneExceptionWhenTheClientIsGone() {
        ClientSink sink = sinkToAClientThatLeavesAfter(0);

        ClientSinkException failure = failureOf(sink.send(OPENED, AMPLE));

        assertThat(failure).isInstanceOf(ClientGoneException.class);
        assertThat(failure.delivered()).isEqualTo(ClientSink.Delivery.NONE);
    }

    @Test
    void reportsWhatWasAcceptedBeforeTheClientWasGone() {
        ClientSink sink = sinkToAClientThatLeavesAfter(2);

        ClientSinkException failure = failureOf(sink.send(new ClientMessage.Text(longText("a")), AMPLE));

        assertThat(failure).isInstanceOf(ClientGoneException.class);
        assertThat(failure.delivered().posts()).isEqualTo(2);
    }

    @Test
    void failsWithClientSinkExceptionWhenTheFrameIsRefused() {
        ClientSink sink = sinkThatIsRefused();

        ClientSinkException failure = failureOf(sink.send(OPENED, AMPLE));

        assertThat(failure).isNotInstanceOf(ClientGoneException.class);
        assertThat(failure.delivered().posts()).isZero();
    }

    @Test
    void sendsNothingWhenNoTimeIsLeft() {
        ClientSink sink = sinkToAnOpenClient();

        for (Duration timeLeft : List.of(Duration.ZERO, Duration.ofSeconds(-1))) {
            ClientSinkException failure = failureOf(sink.send(OPENED, timeLeft));

            assertThat(failure).isNotInstanceOf(ClientGoneException.class);
            assertThat(failure.delivered()).isEqualTo(ClientSink.Delivery.NONE);
        }
        assertThat(frames()).isEmpty();
    }

    @Test
    void sendsNoFurtherFrameOfTheMessageAfterTheDeadline() throws Exception {
        ClientSink sink = sinkWithUnansweredFrames();
        String text = longText("a");
        Transmission transmission = sendUntilTheThirdFrameIsInFlight(sink, text);

        passTime(AMPLE);

        ClientSinkException failure = failureOf(transmission);
        assertThat(failure).isNotInstanceOf(ClientGoneException.class);
        assertThat(failure.delivered().posts()).isEqualTo(2);
        assertThat(text).startsWith(textOf(frames()));
        acceptAllFrames();
        assertThat(frames()).as("frames of the message").hasSizeLessThanOrEqualTo(3);
        int begun = frames().size();
        assertThat(deliver(sink, ended(Ending.EXPIRED)).posts())
                .as("frames of the next message")
                .isPositive();
        assertThat(textOf(frames().subList(begun, frames().size())))
                .as("text after the deadline")
                .isEmpty();
    }

    @Test
    void beginsNoFurtherFrameOfTheMessageAfterACancel() throws Exception {
        ClientSink sink = sinkWithUnansweredFrames();
        String text = longText("a");
        Transmission transmission = sendUntilTheThirdFrameIsInFlight(sink, text);

        transmission.cancel();
        transmission.cancel();

        assertThat(transmission.delivery().toCompletableFuture())
                .as("the result, while a frame is in flight")
                .isNotDone();
        acceptAllFrames();
        assertThat(await(transmission).posts()).isEqualTo(3);
        assertThat(frames()).hasSize(3);
        assertThat(text).startsWith(textOf(frames()));
        assertThat(deliver(sink, ended(Ending.STOPPED)).posts())
                .as("frames of the next message")
                .isPositive();
    }

    @Test
    void ignoresACancelOfAMessageThatWasSent() throws Exception {
        ClientSink sink = sinkToAnOpenClient();
        Transmission transmission = sink.send(OPENED, AMPLE);
        ClientSink.Delivery delivery = await(transmission);

        transmission.cancel();

        assertThat(await(transmission)).isEqualTo(delivery);
        assertThat(deliver(sink, new ClientMessage.Text("Once")).posts()).isPositive();
    }

    @Test
    void sendsEveryKindOfEnding() throws Exception {
        for (Ending ending :
                List.of(Ending.FINISHED, Ending.INCOMPLETE, Ending.FAILED, Ending.STOPPED, Ending.EXPIRED)) {
            ClientSink sink = sinkToAnOpenClient();

            deliver(sink, OPENED);
            deliver(sink, ended(ending));
        }
    }

    private Transmission sendUntilTheThirdFrameIsInFlight(ClientSink sink, String text) {
        Transmission transmission = sink.send(new ClientMessage.Text(text), AMPLE);
        acceptFrame();
        acceptFrame();
        awaitFrame();
        return transmission;
    }

    /** Returns a text that needs more than three frames. */
    private String longText(String unit) {
        return unit.repeat(4 * maxFrameBytes() / unit.getBytes(StandardCharsets.UTF_8).length);
    }

    private static ClientMessage ended(Ending ending) {
        Optional<ErrorCode> errorCode =
                ending == Ending.FINISHED ? Optional.empty() : Optional.of(ErrorCode.MODEL_FAILED);
        return new ClientMessage.Ended(new Receipt(
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
                0));
    }

    private static ClientSink.Delivery deliver(ClientSink sink, ClientMessage message) throws Exception {
        return await(sink.send(message, AMPLE));
    }

    private static ClientSink.Delivery await(Transmission transmission) throws Exception {
        return transmission.delivery().toCompletableFuture().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    }

    private static ClientSinkException failureOf(Transmission transmission) {
        Throwable thrown = catchThrowable(() -> await(transmission));
        assertThat(thrown).isInstanceOf(ExecutionException.class).hasCauseInstanceOf(ClientSinkException.class);
        return (ClientSinkException) thrown.getCause();
    }
}
