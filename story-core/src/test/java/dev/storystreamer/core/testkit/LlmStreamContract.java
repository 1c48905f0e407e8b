package dev.storystreamer.core.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.storystreamer.core.LlmException;
import dev.storystreamer.core.LlmStream;
import dev.storystreamer.core.StoryChunk;
import dev.storystreamer.core.StoryRequest;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Flow;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The contract of {@link LlmStream}. Subclasses connect a stream to a scripted model over its real transport. */
@Timeout(120)
public abstract class LlmStreamContract {

    private static final StoryRequest REQUEST = StoryRequest.about("CATS");

    /** For subclasses in all modules. */
    protected LlmStreamContract() {}

    /**
     * Creates a stream whose model plays the script in every call.
     *
     * @param script the chunks and the end of the stream
     * @return the stream under test
     */
    protected abstract LlmStream streamThatPlays(Script script);

    /** Waits until the model's side detects the end of the call; fails after some seconds. */
    protected abstract void awaitCallOver();

    @Test
    void sendsNothingWithoutDemand() {
        Script script = Script.story("Once", " upon", " a", " time");
        RecordingSubscriber subscriber = RecordingSubscriber.withoutDemand();

        publisher(script).subscribe(subscriber);

        assertThat(subscriber.chunks()).isEmpty();
        subscriber.request(1);
        assertThat(subscriber.awaitChunks(1)).containsExactly(new StoryChunk.Start());
        subscriber.request(2);
        assertThat(subscriber.awaitChunks(3)).isEqualTo(script.chunks().subList(0, 3));
        subscriber.request(Long.MAX_VALUE);
        assertThat(subscriber.awaitCompletion()).isEqualTo(script.chunks());
    }

    @Test
    void deliversChunksInOrderThenCompletesOnce() {
        Script script = Script.story("Once", " upon", " a", " time", ".");
        RecordingSubscriber subscriber = RecordingSubscriber.withoutDemand();

        publisher(script).subscribe(subscriber);
        subscriber.request(Long.MAX_VALUE);

        assertThat(subscriber.awaitCompletion()).isEqualTo(script.chunks());
    }

    @Test
    void survivesTenThousandChunksWithASynchronousSubscriber() { // RS 3.3
        String[] texts = new String[10_000];
        Arrays.setAll(texts, i -> " w" + i);
        Script script = Script.story(texts);
        RecordingSubscriber subscriber = RecordingSubscriber.oneByOne();

        publisher(script).subscribe(subscriber);

        assertThat(subscriber.awaitCompletion()).isEqualTo(script.chunks());
    }

    @Test
    void callsTheModelForEachSubscription() {
        Script script = Script.story("Once");
        Flow.Publisher<StoryChunk> publisher = publisher(script);
        RecordingSubscriber first = RecordingSubscriber.oneByOne();
        RecordingSubscriber second = RecordingSubscriber.oneByOne();

        publisher.subscribe(first);
        publisher.subscribe(second);

        assertThat(first.awaitCompletion()).isEqualTo(script.chunks());
        assertThat(second.awaitCompletion()).isEqualTo(script.chunks());
    }

    @Test
    void completesWhenTheStreamEndsWithoutAStopReason() {
        Script script = Script.truncated(Script.End.COMPLETES, "Once", " upon");
        RecordingSubscriber subscriber = RecordingSubscriber.oneByOne();

        publisher(script).subscribe(subscriber);

        assertThat(subscriber.awaitCompletion()).isEqualTo(script.chunks());
    }

    @Test
    void reportsAFailureMidStreamOnceAsLlmException() {
        Script script = Script.truncated(Script.End.FAILS, "Once", " upon");
        RecordingSubscriber subscriber = RecordingSubscriber.oneByOne();

        publisher(script).subscribe(subscriber);

        assertThat(subscriber.awaitFailure()).isInstanceOf(LlmException.class);
        List<StoryChunk> received = subscriber.chunks();
        assertThat(received)
                .as("a prefix, which may be empty")
                .isEqualTo(script.chunks().subList(0, received.size()));
    }

    @Test
    void reportsAFailureBeforeTheFirstChunk() {
        RecordingSubscriber subscriber = RecordingSubscriber.oneByOne();

        publisher(new Script(List.of(), Script.End.FAILS)).subscribe(subscriber);

        assertThat(subscriber.awaitFailure()).isInstanceOf(LlmException.class);
        assertThat(subscriber.chunks()).isEmpty();
    }

    @Test
    void closesTheCallAndSignalsNothingWhenCancelledMidStream() {
        Script script = Script.truncated(Script.End.STAYS_OPEN, "Once", " upon");
        RecordingSubscriber subscriber = RecordingSubscriber.oneByOne();
        publisher(script).subscribe(subscriber);
        subscriber.awaitChunks(script.chunks().size());

        subscriber.cancel();
        subscriber.cancel();

        awaitCallOver();
        assertThat(subscriber.chunks()).isEqualTo(script.chunks());
        subscriber.assertNoViolations();
    }

    @Test
    void canBeCancelledBeforeTheFirstRequest() {
        Script script = Script.truncated(Script.End.STAYS_OPEN, "Once");
        RecordingSubscriber cancelled = RecordingSubscriber.withoutDemand();
        LlmStream stream = streamThatPlays(script);

        stream.stream(REQUEST).subscribe(cancelled);
        cancelled.cancel();

        RecordingSubscriber next = RecordingSubscriber.oneByOne();
        stream.stream(REQUEST).subscribe(next);
        assertThat(next.awaitChunks(2)).isEqualTo(script.chunks());
        next.cancel();
        assertThat(cancelled.chunks()).isEmpty();
        cancelled.assertNoViolations();
    }

    @Test
    void signalsAnErrorAndEndsTheCallWhenDemandIsNotPositive() { // RS 3.9
        Script script = Script.truncated(Script.End.STAYS_OPEN, "Once");
        for (long demand : List.of(0L, -1L)) {
            RecordingSubscriber subscriber = RecordingSubscriber.oneByOne();
            publisher(script).subscribe(subscriber);
            subscriber.awaitChunks(script.chunks().size());

            subscriber.request(demand);

            assertThat(subscriber.awaitFailure()).isInstanceOf(IllegalArgumentException.class);
            awaitCallOver();
        }
    }

    @Test
    void rejectsANullSubscriber() { // RS 1.9
        Flow.Publisher<StoryChunk> publisher = publisher(Script.story("Once"));

        assertThatThrownBy(() -> publisher.subscribe(null)).isInstanceOf(NullPointerException.class);
    }

    private Flow.Publisher<StoryChunk> publisher(Script script) {
        return streamThatPlays(script).stream(REQUEST);
    }
}
