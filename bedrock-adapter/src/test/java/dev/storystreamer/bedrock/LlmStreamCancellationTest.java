package dev.storystreamer.bedrock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storystreamer.core.StoryChunk;
import dev.storystreamer.core.testkit.RecordingSubscriber;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;

/** A call that nobody listens to any more is closed on the wire, whenever that is; the model's side sees it. */
class LlmStreamCancellationTest {

    @ParameterizedTest
    @EnumSource
    void closesTheCallWhileTheModelIsStillThinking(Road road) throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        RecordingSubscriber subscriber = RecordingSubscriber.oneByOne();
        try (ScriptedBedrock bedrock = ScriptedBedrock.playing(wire -> {
                    asked.countDown();
                    wire.awaitClientLeft();
                });
                Road.Model model = road.to(bedrock.endpoint())) {
            model.tell().subscribe(subscriber);
            await(asked);

            subscriber.cancel();

            bedrock.awaitCallOver();
            assertSilent(subscriber);
        }
    }

    @ParameterizedTest
    @EnumSource
    void closesTheCallBetweenTheHeadOfTheAnswerAndItsFirstEvent(Road road) throws Exception {
        CountDownLatch answered = new CountDownLatch(1);
        RecordingSubscriber subscriber = RecordingSubscriber.oneByOne();
        try (ScriptedBedrock bedrock = ScriptedBedrock.playing(wire -> {
                    wire.send(new byte[] {Frames.START[0]});
                    answered.countDown();
                    wire.awaitClientLeft();
                });
                Road.Model model = road.to(bedrock.endpoint())) {
            model.tell().subscribe(subscriber);
            await(answered);

            subscriber.cancel();

            bedrock.awaitCallOver();
            assertSilent(subscriber);
        }
    }

    @ParameterizedTest
    @EnumSource
    void closesTheCallInTheMiddleOfAStoryThatNobodyAsksForMoreOf(Road road) throws Exception {
        RecordingSubscriber subscriber = RecordingSubscriber.withoutDemand();
        try (ScriptedBedrock bedrock = ScriptedBedrock.playing(wire -> {
                    wire.send(Frames.START, Frames.text("Once"), Frames.text(" upon"));
                    wire.awaitClientLeft();
                });
                Road.Model model = road.to(bedrock.endpoint())) {
            model.tell().subscribe(subscriber);
            subscriber.request(2);
            subscriber.awaitChunks(2);

            subscriber.cancel();
            subscriber.request(1); // RS 3.6: does nothing any more

            bedrock.awaitCallOver();
            assertThat(subscriber.chunks()).containsExactly(new StoryChunk.Start(), new StoryChunk.Text("Once"));
            subscriber.assertObeyed();
        }
    }

    @ParameterizedTest
    @EnumSource
    void closesTheCallWhenCancelledFromWithinASignal(Road road) throws Exception {
        RecordingSubscriber recorder = RecordingSubscriber.oneByOne();
        try (ScriptedBedrock bedrock = ScriptedBedrock.playing(wire -> {
                    wire.send(Frames.START, Frames.text("Once"), Frames.text(" upon"));
                    wire.awaitClientLeft();
                });
                Road.Model model = road.to(bedrock.endpoint())) {
            model.tell().subscribe(new Forwarding(recorder) {
                @Override
                public void onNext(StoryChunk chunk) {
                    super.onNext(chunk);
                    if (chunk instanceof StoryChunk.Text) {
                        recorder.cancel();
                    }
                }
            });

            bedrock.awaitCallOver();
            assertThat(recorder.chunks()).containsExactly(new StoryChunk.Start(), new StoryChunk.Text("Once"));
            recorder.assertObeyed();
        }
    }

    @ParameterizedTest
    @EnumSource
    void doesNotLookAtWhatComesBehindTheChunkAtWhichItWasCancelled(Road road) throws Exception {
        RecordingSubscriber recorder = RecordingSubscriber.withoutDemand();
        try (ScriptedBedrock bedrock = ScriptedBedrock.playing(wire -> {
                    wire.send(
                            Frames.START,
                            Frames.text("Once"),
                            Frames.exception("modelStreamErrorException", "too late to matter"));
                    wire.awaitClientLeft();
                });
                Road.Model model = road.to(bedrock.endpoint())) {
            model.tell().subscribe(new Forwarding(recorder) {
                @Override
                public void onNext(StoryChunk chunk) {
                    super.onNext(chunk);
                    if (chunk instanceof StoryChunk.Text) {
                        recorder.cancel();
                    }
                }
            });
            recorder.request(1);
            recorder.awaitChunks(1);

            recorder.request(2); // RS 3.16: throws nothing

            recorder.awaitChunks(2);
            bedrock.awaitCallOver();
            assertSilentAfter(recorder, new StoryChunk.Start(), new StoryChunk.Text("Once"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void closesTheCallOfASubscriberThatThrows(Road road) throws Exception { // RS 2.13
        RecordingSubscriber recorder = RecordingSubscriber.oneByOne();
        try (ScriptedBedrock bedrock = ScriptedBedrock.playing(wire -> {
                    wire.send(Frames.START, Frames.text("Once"), Frames.text(" upon"));
                    wire.awaitClientLeft();
                });
                Road.Model model = road.to(bedrock.endpoint())) {
            model.tell().subscribe(new Forwarding(recorder) {
                @Override
                public void onNext(StoryChunk chunk) {
                    super.onNext(chunk);
                    throw new IllegalStateException("a subscriber's bug");
                }
            });

            bedrock.awaitCallOver();
            assertSilentAfter(recorder, new StoryChunk.Start());
        }
    }

    @Test
    void costsNoConnectionOfAPoolOfOne() throws Exception {
        for (Road road : Road.values()) {
            try (SdkAsyncHttpClient http = road.transport().http(1);
                    ScriptedBedrock bedrock = ScriptedBedrock.playing(wire -> {
                        wire.send(Frames.START, Frames.text("Once"));
                        wire.awaitClientLeft();
                    });
                    Road.Model model = road.to(bedrock.endpoint(), http)) {
                for (int i = 0; i < 3; i++) {
                    RecordingSubscriber subscriber = RecordingSubscriber.oneByOne();
                    model.tell().subscribe(subscriber);
                    subscriber.awaitChunks(2);
                    subscriber.cancel();
                    bedrock.awaitCallOver();
                }
                bedrock.plays(wire -> {
                    wire.send(Frames.STORY);
                    wire.end();
                });

                RecordingSubscriber next = RecordingSubscriber.oneByOne();
                model.tell().subscribe(next);

                assertThat(next.awaitCompletion()).hasSize(7);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void asksNobodyWhenCancelledAtOnce(Road road) throws Exception {
        RecordingSubscriber recorder = RecordingSubscriber.withoutDemand();
        try (ScriptedBedrock bedrock = ScriptedBedrock.answering(Frames.STORY);
                Road.Model model = road.to(bedrock.endpoint())) {
            model.tell().subscribe(new Forwarding(recorder) {
                @Override
                public void onSubscribe(Flow.Subscription subscription) {
                    super.onSubscribe(subscription);
                    recorder.cancel();
                }
            });
            RecordingSubscriber next = RecordingSubscriber.oneByOne();
            model.tell().subscribe(next);
            next.awaitCompletion();

            assertThat(bedrock.calls()).hasSize(1);
            assertSilent(recorder);
        }
    }

    private static void await(CountDownLatch latch) throws InterruptedException {
        assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
    }

    private static void assertSilent(RecordingSubscriber subscriber) {
        assertSilentAfter(subscriber);
    }

    private static void assertSilentAfter(RecordingSubscriber subscriber, StoryChunk... chunks) {
        assertThat(subscriber.chunks()).containsExactly(chunks);
        subscriber.assertObeyed();
    }

    private static class Forwarding implements Flow.Subscriber<StoryChunk> {

        private final RecordingSubscriber recorder;

        Forwarding(RecordingSubscriber recorder) {
            this.recorder = recorder;
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            recorder.onSubscribe(subscription);
        }

        @Override
        public void onNext(StoryChunk chunk) {
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
    }
}
