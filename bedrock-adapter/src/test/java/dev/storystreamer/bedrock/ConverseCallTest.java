package dev.storystreamer.bedrock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.storystreamer.core.LlmException;
import dev.storystreamer.core.StoryChunk;
import dev.storystreamer.core.StoryRequest;
import dev.storystreamer.core.testkit.RecordingSubscriber;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import software.amazon.awssdk.core.async.SdkPublisher;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamOutput;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamRequest;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamResponseHandler;

/** What no HTTP client does at this version, or not reliably: the SDK's side of a call, played by hand. */
class ConverseCallTest {

    private final HandDrivenClient client = new HandDrivenClient();
    private final RecordingSubscriber subscriber = RecordingSubscriber.withoutDemand();

    @Test
    void refusesToTellTheStoryASecondTime() {
        subscribe();
        client.handOver();
        subscriber.request(10);
        client.events.onNext(start());

        assertThatIllegalStateException()
                .isThrownBy(client::handOver)
                .withMessage("the story would be told a second time");

        assertThat(subscriber.chunks()).containsExactly(new StoryChunk.Start());
    }

    @Test
    void remembersWhatWasAskedForBeforeTheEventsAreHandedOver() {
        subscribe();
        subscriber.request(3);
        subscriber.request(Long.MAX_VALUE);

        client.handOver();

        assertThat(client.requested).containsExactly(Long.MAX_VALUE);
    }

    @Test
    void passesDemandOnOneToOneAfterwards() {
        subscribe();
        client.handOver();

        subscriber.request(1);
        subscriber.request(7);

        assertThat(client.requested).containsExactly(1L, 7L);
    }

    @Test
    void cancelsEventsThatAreHandedOverTooLate() {
        subscribe();
        subscriber.cancel();

        client.handOver();

        assertThat(client.cancellations).isEqualTo(1);
        assertThat(client.response).isCancelled();
        subscriber.assertNoViolations();
    }

    @Test
    void cancelsACallThatWasGivenUpWhileItWasMade() {
        client.whileCalled = subscriber::cancel;

        subscribe();

        assertThat(client.response).isCancelled();
        subscriber.assertNoViolations();
    }

    @Test
    void cancelsBothTheEventsAndTheResponseButOnce() {
        subscribe();
        client.handOver();

        subscriber.cancel();
        subscriber.cancel();

        assertThat(client.cancellations).isEqualTo(1);
        assertThat(client.response).isCancelled();
    }

    @Test
    void tellsAFailureThatOnlyTheResponseKnowsOfAfterTheEventsHaveEndedWell() {
        subscribe();
        client.handOver();
        client.events.onComplete();

        client.response.completeExceptionally(new CompletionException(new IllegalStateException("late")));

        assertThat(subscriber.awaitFailure())
                .isInstanceOf(LlmException.class)
                .hasRootCauseInstanceOf(IllegalStateException.class);
    }

    @Test
    void waitsForTheEventsWhenTheResponseEndsWellBeforeThem() {
        subscribe();
        client.handOver();
        subscriber.request(10);

        client.response.complete(null);
        client.events.onNext(start());
        client.events.onComplete();

        assertThat(subscriber.awaitCompletion()).containsExactly(new StoryChunk.Start());
    }

    @Test
    void completesWhenTheResponseEndsWellWithoutEvents() {
        subscribe();

        client.response.complete(null);

        assertThat(subscriber.awaitCompletion()).isEmpty();
    }

    @Test
    void tellsOneFailureOnceHoweverManyRoutesItComesBy() {
        subscribe();
        client.handOver();
        IllegalStateException failure = new IllegalStateException("no");

        client.events.onError(failure);
        client.handler.exceptionOccurred(failure);
        client.response.completeExceptionally(failure);

        assertThat(subscriber.awaitFailure()).hasCause(failure);
    }

    @Test
    void tellsAFailureThatTheClientThrowsInsteadOfReturningIt() {
        client.thrown = new IllegalStateException("closed");

        subscribe();

        assertThat(subscriber.awaitFailure()).isInstanceOf(LlmException.class).hasCause(client.thrown);
    }

    @Test
    void cancelsASecondSubscriptionToTheSameEvents() { // RS 2.5
        subscribe();
        client.handOver();

        client.events.onSubscribe(client.subscription());

        assertThat(client.cancellations).isEqualTo(1);
    }

    private void subscribe() {
        BedrockLlmStream.create(client, BedrockOptions.of("m")).stream(StoryRequest.about("CATS"))
                .subscribe(subscriber);
    }

    private static ConverseStreamOutput start() {
        return ConverseStreamOutput.messageStartBuilder().role("assistant").build();
    }

    /** The SDK's client, as far as a call sees it. */
    private static final class HandDrivenClient implements BedrockRuntimeAsyncClient {

        private final CompletableFuture<Void> response = new CompletableFuture<>();
        private final List<Long> requested = new ArrayList<>();
        private int cancellations;
        private RuntimeException thrown;
        private Runnable whileCalled = () -> {};
        private ConverseStreamResponseHandler handler;
        private Subscriber<? super ConverseStreamOutput> events;

        @Override
        public CompletableFuture<Void> converseStream(
                ConverseStreamRequest request, ConverseStreamResponseHandler newHandler) {
            if (thrown != null) {
                throw thrown;
            }
            handler = newHandler;
            whileCalled.run();
            return response;
        }

        private void handOver() {
            handler.onEventStream(SdkPublisher.adapt(newEvents -> {
                events = newEvents;
                newEvents.onSubscribe(subscription());
            }));
        }

        private Subscription subscription() {
            return new Subscription() {
                @Override
                public void request(long n) {
                    requested.add(n);
                }

                @Override
                public void cancel() {
                    cancellations++;
                }
            };
        }

        @Override
        public String serviceName() {
            return SERVICE_NAME;
        }

        @Override
        public void close() {}
    }
}
