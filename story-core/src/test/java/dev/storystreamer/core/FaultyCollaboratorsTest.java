package dev.storystreamer.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import java.util.concurrent.Flow;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** {@link StoryRelay}: a story ends even if the sink, the model, the scheduler or the executor violates its contract. */
class FaultyCollaboratorsTest extends StoryRelayFixture {

    @Test
    void endsWhenTheSinkThrows() {
        StorySession story = new StoryRelay(model, scheduler, new Random(1), options)
                .start(
                        StoryRequest.about("CATS"),
                        (message, timeLeft) -> {
                            throw new IllegalStateException("a bug");
                        },
                        A_MINUTE,
                        Runnable::run);

        assertThat(receipt(story).errorCode()).contains(ErrorCode.DELIVERY_FAILED);
        assertThat(receipt(story).cause()).containsInstanceOf(IllegalStateException.class);
    }

    @Test
    void endsWhenTheSinkReturnsNull() {
        StorySession story = new StoryRelay(model, scheduler, new Random(1), options)
                .start(StoryRequest.about("CATS"), (message, timeLeft) -> null, A_MINUTE, Runnable::run);

        assertThat(receipt(story).errorCode()).contains(ErrorCode.DELIVERY_FAILED);
    }

    @Test
    void endsWhenThePublisherThrowsAtSubscribe() {
        LlmStream throwing = request -> subscriber -> {
            throw new IllegalStateException("a bug");
        };
        StorySession story = new StoryRelay(throwing, scheduler, new Random(1), options)
                .start(StoryRequest.about("CATS"), client, A_MINUTE, Runnable::run);
        acceptAll();

        assertThat(receipt(story).errorCode()).contains(ErrorCode.MODEL_FAILED);
    }

    @Test
    void endsWhenTheSubscriptionThrowsAtRequest() {
        AtomicInteger cancels = new AtomicInteger();
        StorySession story = new StoryRelay(throwing(true, cancels), scheduler, new Random(1), options)
                .start(StoryRequest.about("CATS"), client, A_MINUTE, Runnable::run);
        acceptAll();

        assertThat(receipt(story).errorCode()).contains(ErrorCode.MODEL_FAILED);
        assertThat(receipt(story).cause()).containsInstanceOf(StackOverflowError.class);
        assertThat(cancels).hasValue(1);
    }

    @Test
    void endsWhenTheSubscriptionThrowsAtCancel() {
        AtomicInteger cancels = new AtomicInteger();
        StorySession story = new StoryRelay(throwing(false, cancels), scheduler, new Random(1), options)
                .start(StoryRequest.about("CATS"), client, A_MINUTE, Runnable::run);
        story.stop();
        acceptAll();

        assertThat(cancels).hasValue(1);
        assertThat(receipt(story).ending()).isEqualTo(Ending.STOPPED);
        assertThat(client.messages()).last().isInstanceOf(ClientMessage.Ended.class);
    }

    private static LlmStream throwing(boolean atRequest, AtomicInteger cancels) {
        return request -> subscriber -> subscriber.onSubscribe(new Flow.Subscription() {
            @Override
            public void request(long n) {
                if (atRequest) {
                    throw new StackOverflowError("a bug");
                }
            }

            @Override
            public void cancel() {
                cancels.incrementAndGet();
                throw new IllegalStateException("a bug");
            }
        });
    }

    @Test
    void endsWhenTheSinkThrowsAnError() {
        StorySession story = new StoryRelay(model, scheduler, new Random(1), options)
                .start(
                        StoryRequest.about("CATS"),
                        (message, timeLeft) -> {
                            throw new OutOfMemoryError("scripted");
                        },
                        A_MINUTE,
                        Runnable::run);

        assertThat(receipt(story).errorCode()).contains(ErrorCode.DELIVERY_FAILED);
        assertThat(receipt(story).cause()).containsInstanceOf(OutOfMemoryError.class);
        assertThat(model.call().cancels).isEqualTo(1);
    }

    @Test
    void reportsAFailureOfTheSchedulerToTheClient() {
        StorySession story = new StoryRelay(model, schedulerThatRejects(3), new Random(1), options)
                .start(StoryRequest.about("CATS"), client, A_MINUTE, Runnable::run);
        acceptAll();

        assertEndedByTheScheduler(story);
    }

    @Test
    void doesNotThrowIntoTheModelWhenTheSchedulerFails() {
        StorySession story = new StoryRelay(model, schedulerThatRejects(4), new Random(1), options)
                .start(StoryRequest.about("CATS"), client, A_MINUTE, Runnable::run);
        model.call().emit("Once"); // sets the timer of the longest silence
        acceptAll();

        assertThat(model.call().cancels).isEqualTo(1);
        assertEndedByTheScheduler(story);
    }

    @Test
    void endsWithoutACallOfTheModelWhenTheSchedulerRejectsEveryTask() {
        StorySession story = new StoryRelay(model, schedulerThatRejects(0), new Random(1), options)
                .start(StoryRequest.about("CATS"), client, A_MINUTE, Runnable::run);
        acceptAll();

        assertThat(model.calls).isEmpty();
        assertEndedByTheScheduler(story);
    }

    @Test
    void doesNotCallTheModelWhenTheStoryIsStoppedBeforeTheLoopRuns() {
        Deque<Runnable> tasks = new ArrayDeque<>();
        StorySession story = new StoryRelay(model, scheduler, new Random(1), options)
                .start(StoryRequest.about("CATS"), client, A_MINUTE, tasks::add);
        story.stop();
        tasks.forEach(Runnable::run);
        acceptAll();
        tasks.forEach(Runnable::run);

        assertThat(model.calls).isEmpty();
    }

    @Test
    void runsOnTheCallingThreadWhenTheExecutorThrowsAnError() {
        StorySession story = new StoryRelay(model, scheduler, new Random(1), options)
                .start(StoryRequest.about("CATS"), client, A_MINUTE, task -> {
                    throw new OutOfMemoryError("unable to create native thread");
                });
        model.call().emit("Once.");
        finishAnswer();
        acceptAll();

        assertThat(receipt(story).ending()).isEqualTo(Ending.FINISHED);
    }

    private void assertEndedByTheScheduler(StorySession story) {
        assertThat(receipt(story).errorCode()).contains(ErrorCode.MODEL_FAILED);
        assertThat(receipt(story).cause()).containsInstanceOf(RejectedExecutionException.class);
        assertThat(client.messages()).startsWith(OPENED).last().isInstanceOf(ClientMessage.Ended.class);
        assertThat(scheduler.pending()).as("pending timers").isZero();
    }

    /** Returns a scheduler that rejects the timer with this number, 0 for all; the first two are the deadlines. */
    private Scheduler schedulerThatRejects(int rejected) {
        return new Scheduler() {
            private int timers;

            @Override
            public long nanoTime() {
                return scheduler.nanoTime();
            }

            @Override
            public Timer schedule(Runnable task, Duration delay) {
                if (rejected == 0 || ++timers == rejected) {
                    throw new RejectedExecutionException("shut down");
                }
                return scheduler.schedule(task, delay);
            }
        };
    }

    @Test
    void runsOnTheCallingThreadWhenTheExecutorRejectsTheTask() {
        StorySession story = new StoryRelay(model, scheduler, new Random(1), options)
                .start(StoryRequest.about("CATS"), client, A_MINUTE, task -> {
                    throw new RejectedExecutionException("shut down");
                });
        model.call().emit("Once.");
        finishAnswer();
        acceptAll();

        assertThat(receipt(story).ending()).isEqualTo(Ending.FINISHED);
    }
}
