package dev.storystreamer.bedrock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.storystreamer.core.StoryChunk;
import dev.storystreamer.core.testkit.RecordingSubscriber;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SerialSignalsTest {

    private static final Flow.Subscription NONE = new Flow.Subscription() {
        @Override
        public void request(long n) {}

        @Override
        public void cancel() {}
    };

    @Test
    void letsOneEndingThroughAndNoItemAfterItWhoeverBringsThem() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(3);
        try {
            for (int round = 0; round < 2_000; round++) {
                RecordingSubscriber subscriber = RecordingSubscriber.withoutDemand();
                SerialSignals<StoryChunk> signals = new SerialSignals<>(subscriber, NONE);
                signals.open();
                subscriber.request(Long.MAX_VALUE);
                CyclicBarrier together = new CyclicBarrier(3);
                List<Future<?>> bringers = new ArrayList<>();
                bringers.add(threads.submit(() -> {
                    together.await();
                    for (int i = 0; i < 5; i++) {
                        signals.next(new StoryChunk.Text("" + i));
                    }
                    signals.complete();
                    return null;
                }));
                for (int i = 0; i < 2; i++) {
                    bringers.add(threads.submit(() -> {
                        together.await();
                        signals.fail(new IllegalStateException("no"));
                        return null;
                    }));
                }
                for (Future<?> bringer : bringers) {
                    bringer.get();
                }

                subscriber.assertNoViolations();
                assertThat(subscriber.chunks().size()).isLessThanOrEqualTo(5);
                for (int i = 0; i < subscriber.chunks().size(); i++) {
                    assertThat(subscriber.chunks().get(i)).isEqualTo(new StoryChunk.Text("" + i));
                }
            }
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void cancelsForASubscriberThatThrows() { // RS 2.13
        RecordingSubscriber recorder = RecordingSubscriber.withoutDemand();
        AtomicInteger cancellations = new AtomicInteger();
        Flow.Subscription counting = new Flow.Subscription() {
            @Override
            public void request(long n) {}

            @Override
            public void cancel() {
                cancellations.incrementAndGet();
            }
        };
        SerialSignals<String> signals = new SerialSignals<>(
                new Flow.Subscriber<>() {
                    @Override
                    public void onSubscribe(Flow.Subscription subscription) {
                        recorder.onSubscribe(subscription);
                    }

                    @Override
                    public void onNext(String item) {
                        throw new IllegalStateException(item);
                    }

                    @Override
                    public void onError(Throwable error) {
                        recorder.onError(error);
                    }

                    @Override
                    public void onComplete() {
                        recorder.onComplete();
                    }
                },
                counting);
        signals.open();

        assertThatIllegalStateException()
                .isThrownBy(() -> signals.next("a subscriber's bug"))
                .withMessage("a subscriber's bug");

        assertThat(cancellations).hasValue(1);
    }

    @Test
    void losesNoItemThatWasBroughtBeforeTheEnd() {
        RecordingSubscriber recorder = RecordingSubscriber.withoutDemand();
        List<SerialSignals<StoryChunk>> held = new ArrayList<>();
        SerialSignals<StoryChunk> signals = new SerialSignals<>(
                new Flow.Subscriber<>() {
                    @Override
                    public void onSubscribe(Flow.Subscription subscription) {
                        recorder.onSubscribe(subscription);
                        recorder.request(2);
                        held.get(0).next(new StoryChunk.Text("from within onSubscribe"));
                    }

                    @Override
                    public void onNext(StoryChunk chunk) {
                        if (recorder.chunks().isEmpty()) {
                            held.get(0).next(new StoryChunk.Text("from within onNext"));
                            held.get(0).complete();
                        }
                        recorder.onNext(chunk);
                    }

                    @Override
                    public void onError(Throwable error) {
                        recorder.onError(error);
                    }

                    @Override
                    public void onComplete() {
                        recorder.onComplete();
                    }
                },
                NONE);
        held.add(signals);

        signals.open();

        assertThat(recorder.awaitCompletion())
                .containsExactly(
                        new StoryChunk.Text("from within onSubscribe"), new StoryChunk.Text("from within onNext"));
    }
}
