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

/** What every {@link LlmStream} must do. Extend it, and let your stream play the scripts over its real wire. */
public abstract class LlmStreamContract {

    private static final StoryRequest REQUEST = StoryRequest.about("CATS");

    /** For the implementations in the same and in other modules. */
    protected LlmStreamContract() {}

    /**
     * Creates a stream whose model plays the script at every call.
     *
     * @param script what the model says
     * @return the stream under test
     */
    protected abstract LlmStream streamThatPlays(Script script);

    /** Returns when the model's side has seen that the call is over, or fails after some seconds. */
    protected abstract void awaitCallOver();

    @Test
    void sendsNothingThatWasNotAskedFor() {
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
        String[] words = new String[10_000];
        Arrays.setAll(words, i -> " w" + i);
        Script script = Script.story(words);
        RecordingSubscriber subscriber = RecordingSubscriber.oneByOne();

        publisher(script).subscribe(subscriber);

        assertThat(subscriber.awaitCompletion()).isEqualTo(script.chunks());
    }

    @Test
    void asksTheModelAnewForEachSubscription() {
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
    void completesAStreamThatEndsWithoutStop() {
        Script script = Script.brokenOff(Script.End.COMPLETES, "Once", " upon");
        RecordingSubscriber subscriber = RecordingSubscriber.oneByOne();

        publisher(script).subscribe(subscriber);

        assertThat(subscriber.awaitCompletion()).isEqualTo(script.chunks());
    }

    @Test
    void reportsAFailureMidStreamOnceAsLlmException() {
        Script script = Script.brokenOff(Script.End.BREAKS, "Once", " upon");
        RecordingSubscriber subscriber = RecordingSubscriber.oneByOne();

        publisher(script).subscribe(subscriber);

        assertThat(subscriber.awaitFailure()).isInstanceOf(LlmException.class);
        assertThat(script.chunks()).startsWith(subscriber.chunks().toArray(StoryChunk[]::new));
    }

    @Test
    void endsTheCallAtOnceWhenCancelledMidStreamAndIsSilentThen() {
        Script script = Script.brokenOff(Script.End.STAYS_OPEN, "Once", " upon");
        RecordingSubscriber subscriber = RecordingSubscriber.oneByOne();
        publisher(script).subscribe(subscriber);
        subscriber.awaitChunks(script.chunks().size());

        subscriber.cancel();
        subscriber.cancel();

        awaitCallOver();
        assertThat(subscriber.chunks()).isEqualTo(script.chunks());
        subscriber.assertObeyed();
    }

    @Test
    void mayBeCancelledBeforeAnythingWasAskedFor() {
        Script script = Script.brokenOff(Script.End.STAYS_OPEN, "Once");
        RecordingSubscriber cancelled = RecordingSubscriber.withoutDemand();
        LlmStream stream = streamThatPlays(script);

        stream.stream(REQUEST).subscribe(cancelled);
        cancelled.cancel();

        RecordingSubscriber next = RecordingSubscriber.oneByOne();
        stream.stream(REQUEST).subscribe(next);
        assertThat(next.awaitChunks(2)).isEqualTo(script.chunks());
        next.cancel();
        assertThat(cancelled.chunks()).isEmpty();
        cancelled.assertObeyed();
    }

    @Test
    void answersDemandThatIsNotPositiveWithAnError() { // RS 3.9
        for (long demand : List.of(0L, -1L)) {
            RecordingSubscriber subscriber = RecordingSubscriber.withoutDemand();
            publisher(Script.brokenOff(Script.End.STAYS_OPEN, "Once")).subscribe(subscriber);

            subscriber.request(demand);

            assertThat(subscriber.awaitFailure()).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void refusesASubscriberThatIsNull() { // RS 1.9
        Flow.Publisher<StoryChunk> publisher = publisher(Script.story("Once"));

        assertThatThrownBy(() -> publisher.subscribe(null)).isInstanceOf(NullPointerException.class);
    }

    private Flow.Publisher<StoryChunk> publisher(Script script) {
        return streamThatPlays(script).stream(REQUEST);
    }
}
