package dev.storystreamer.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storystreamer.core.testkit.RecordingClientSink;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.junit.jupiter.api.Test;

/** {@link StorySession}: the lock is not held during any call of the model, the sink, the scheduler or the executor. */
class LockTest extends StoryRelayFixture {

    /** The calls that were made; each name is that of a method of a collaborator. */
    private final List<String> calls = new ArrayList<>();

    private final RecordingClientSink sink = RecordingClientSink.answeringManually();
    private StorySession story;

    /** The calls with the lock held. Not assertions: the session survives what its collaborators throw. */
    private final List<String> callsUnderLock = new ArrayList<>();

    private void called(String method) {
        calls.add(method);
        if (story != null && Thread.holdsLock(story.lock)) {
            callsUnderLock.add(method);
        }
    }

    @Test
    void isNotHeldDuringACall() {
        story = new StorySession(
                checked(model.stream(StoryRequest.about("CATS"))),
                this::send,
                new CheckedScheduler(),
                new CheckedRandom(),
                options,
                A_MINUTE,
                task -> {
                    called("executor.execute");
                    task.run();
                });
        story.receipt().whenComplete((receipt, failure) -> called("receipt"));

        story.on(new SessionEvent.Started());
        model.call().fail(LlmException.Reason.THROTTLED);
        scheduler.advance(options.retryBackoff().maxDelay());
        sink.accept();
        model.call().emit("Once");
        story.stop();
        sink.accept();
        sink.accept();

        assertThat(new TreeSet<>(calls))
                .containsExactly(
                        "executor.execute",
                        "model.subscribe",
                        "random.nextDouble",
                        "receipt",
                        "scheduler.nanoTime",
                        "scheduler.schedule",
                        "sink.send",
                        "subscription.cancel",
                        "subscription.request",
                        "timer.cancel",
                        "transmission.cancel");
        assertThat(callsUnderLock).isEmpty();
    }

    private Transmission send(ClientMessage message, Duration timeLeft) {
        called("sink.send");
        Transmission transmission = sink.send(message, timeLeft);
        return new Transmission() {
            @Override
            public CompletionStage<ClientSink.Delivery> delivery() {
                return transmission.delivery();
            }

            @Override
            public void cancel() {
                called("transmission.cancel");
                transmission.cancel();
            }
        };
    }

    private Flow.Publisher<StoryChunk> checked(Flow.Publisher<StoryChunk> publisher) {
        return subscriber -> {
            called("model.subscribe");
            publisher.subscribe(new CheckedSubscriber(subscriber));
        };
    }

    private final class CheckedSubscriber implements Flow.Subscriber<StoryChunk> {

        private final Flow.Subscriber<? super StoryChunk> subscriber;

        CheckedSubscriber(Flow.Subscriber<? super StoryChunk> subscriber) {
            this.subscriber = subscriber;
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscriber.onSubscribe(new Flow.Subscription() {
                @Override
                public void request(long n) {
                    called("subscription.request");
                    subscription.request(n);
                }

                @Override
                public void cancel() {
                    called("subscription.cancel");
                    subscription.cancel();
                }
            });
        }

        @Override
        public void onNext(StoryChunk chunk) {
            subscriber.onNext(chunk);
        }

        @Override
        public void onError(Throwable failure) {
            subscriber.onError(failure);
        }

        @Override
        public void onComplete() {
            subscriber.onComplete();
        }
    }

    private final class CheckedScheduler implements Scheduler {

        @Override
        public long nanoTime() {
            called("scheduler.nanoTime");
            return scheduler.nanoTime();
        }

        @Override
        public Timer schedule(Runnable task, Duration delay) {
            called("scheduler.schedule");
            Timer timer = scheduler.schedule(task, delay);
            return () -> {
                called("timer.cancel");
                timer.cancel();
            };
        }
    }

    private final class CheckedRandom extends Random {

        private static final long serialVersionUID = 1;

        @Override
        public double nextDouble() {
            called("random.nextDouble");
            return super.nextDouble();
        }
    }
}
