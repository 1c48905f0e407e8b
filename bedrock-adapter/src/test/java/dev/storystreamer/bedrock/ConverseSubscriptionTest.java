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
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.async.SdkPublisher;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.IdentityProvider;
import software.amazon.awssdk.identity.spi.ResolveIdentityRequest;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeServiceClientConfiguration;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlockDelta;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamOutput;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamRequest;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamResponseHandler;

/** Orders of the SDK's callbacks that no HTTP client produces reliably. */
class ConverseSubscriptionTest {

    private final ManualClient client = new ManualClient();
    private final RecordingSubscriber subscriber = RecordingSubscriber.withoutDemand();
    private Runnable onNext = () -> {};

    @Test
    void rejectsASecondEventStream() {
        subscribe();
        client.provideEvents();
        subscriber.request(10);
        client.events.onNext(start());

        assertThatIllegalStateException()
                .isThrownBy(client::provideEvents)
                .withMessage("the SDK retried a call that had been answered");

        assertThat(subscriber.chunks()).containsExactly(new StoryChunk.Start());
    }

    @Test
    void storesDemandUntilTheEventsAreAvailable() {
        subscribe();
        subscriber.request(3);
        subscriber.request(Long.MAX_VALUE);

        client.provideEvents();

        assertThat(client.requested).containsExactly(Long.MAX_VALUE);
    }

    @Test
    void passesLaterDemandOn() {
        subscribe();
        client.provideEvents();

        subscriber.request(1);
        subscriber.request(7);

        assertThat(client.requested).containsExactly(1L, 7L);
    }

    @Test
    void callsTheModelWhenTheCredentialsHaveBeenFetched() {
        CompletableFuture<AwsCredentialsIdentity> credentials = new CompletableFuture<>();
        client.credentials = credentials;

        subscribe();

        assertThat(client.handler).as("the call").isNull();
        credentials.complete(AwsCredentialsIdentity.create("AKID", "secret"));
        assertThat(client.handler).as("the call").isNotNull();
    }

    @Test
    void callsTheModelAlsoIfTheCredentialsCannotBeFetched() {
        client.credentials = CompletableFuture.failedFuture(new IllegalStateException("no role"));

        subscribe();

        assertThat(client.handler).as("the call, which reports it").isNotNull();
    }

    @Test
    void leavesASynchronousProviderToTheSdkWhichMayHaveABearerToken() {
        var calls = new AtomicInteger();
        AwsCredentialsProvider blocking = () -> {
            calls.incrementAndGet();
            return AwsBasicCredentials.create("AKID", "secret");
        };
        client.provider = blocking;

        subscribe();

        assertThat(client.handler).as("the call").isNotNull();
        assertThat(calls).hasValue(0);
    }

    @Test
    void makesNoCallIfItIsCancelledWhileTheCredentialsAreFetched() {
        CompletableFuture<AwsCredentialsIdentity> credentials = new CompletableFuture<>();
        client.credentials = credentials;
        subscribe();

        subscriber.cancel();
        credentials.complete(AwsCredentialsIdentity.create("AKID", "secret"));

        assertThat(client.handler).isNull();
        subscriber.assertNoViolations();
    }

    @Test
    void cancelsEventsThatArriveAfterACancel() {
        subscribe();
        subscriber.cancel();

        client.provideEvents();

        assertThat(client.cancellations).isEqualTo(1);
        assertThat(client.response).isCancelled();
        subscriber.assertNoViolations();
    }

    @Test
    void cancelsACallThatWasCancelledDuringConverseStream() {
        client.duringCall = subscriber::cancel;

        subscribe();

        assertThat(client.response).isCancelled();
        subscriber.assertNoViolations();
    }

    @Test
    void cancelsTheEventsAndTheResponseOnce() {
        subscribe();
        client.provideEvents();

        subscriber.cancel();
        subscriber.cancel();

        assertThat(client.cancellations).isEqualTo(1);
        assertThat(client.response).isCancelled();
    }

    @Test
    void cancelsTheResponseBeforeTheEvents() {
        subscribe();
        client.provideEvents();

        subscriber.cancel();

        assertThat(client.responseWasCancelledFirst).isTrue();
    }

    @Test
    void cancelsTheResponseBeforeTheEventsIfTheyArriveDuringConverseStream() {
        client.duringCall = () -> {
            client.provideEvents();
            subscriber.cancel();
        };

        subscribe();

        assertThat(client.response).isCancelled();
        assertThat(client.cancellations).isEqualTo(1);
        assertThat(client.responseWasCancelledFirst).isTrue();
        subscriber.assertNoViolations();
    }

    @Test
    void signalsAFailureOfTheResponseAfterTheEventsHaveCompleted() {
        subscribe();
        client.provideEvents();
        client.events.onComplete();

        client.response.completeExceptionally(new CompletionException(new IllegalStateException("late")));

        assertThat(subscriber.awaitFailure())
                .isInstanceOf(LlmException.class)
                .hasRootCauseInstanceOf(IllegalStateException.class);
    }

    @Test
    void waitsForTheEventsIfTheResponseCompletesFirst() {
        subscribe();
        client.provideEvents();
        subscriber.request(10);

        client.response.complete(null);
        client.events.onNext(start());
        client.events.onComplete();

        assertThat(subscriber.awaitCompletion()).containsExactly(new StoryChunk.Start());
    }

    @Test
    void completesIfTheResponseCompletesWithoutEvents() {
        subscribe();

        client.response.complete(null);

        assertThat(subscriber.awaitCompletion()).isEmpty();
    }

    @Test
    void signalsAFailureOnceIfTheSdkReportsItThreeTimes() {
        subscribe();
        client.provideEvents();
        IllegalStateException failure = new IllegalStateException("no");

        client.events.onError(failure);
        client.handler.exceptionOccurred(failure);
        client.response.completeExceptionally(failure);

        assertThat(subscriber.awaitFailure()).hasCause(failure);
    }

    @Test
    void signalsAFailureThatTheClientThrows() {
        client.thrown = new IllegalStateException("closed");

        subscribe();

        assertThat(subscriber.awaitFailure()).isInstanceOf(LlmException.class).hasCause(client.thrown);
    }

    @Test
    void signalsAnErrorThatTheClientThrows() {
        Error thrown = new NoClassDefFoundError("a class of the SDK");
        client.duringCall = () -> {
            throw thrown;
        };

        subscribe();

        assertThat(subscriber.awaitFailure()).isInstanceOf(LlmException.class).hasCause(thrown);
    }

    @Test
    void cancelsASecondSubscriptionToTheSameEvents() { // RS 2.5
        subscribe();
        client.provideEvents();

        client.events.onSubscribe(client.subscription());

        assertThat(client.cancellations).isEqualTo(1);
    }

    @Test
    void cancelsIfTheSubscriberThrows() { // RS 2.13
        onNext = () -> {
            throw new IllegalStateException("a bug of the subscriber");
        };
        subscribe();
        client.provideEvents();
        subscriber.request(10);

        assertThatIllegalStateException()
                .isThrownBy(() -> client.events.onNext(start()))
                .withMessage("a bug of the subscriber");

        assertThat(client.cancellations).isEqualTo(1);
        assertThat(client.response).isCancelled();
    }

    @Test
    void deliversSignalsInOrderIfTheyAreRaisedInsideASignal() { // RS 3.3
        subscribe();
        client.provideEvents();
        subscriber.request(1);
        client.onRequest = () -> {
            client.onRequest = () -> {};
            client.events.onNext(text("nested"));
            client.response.complete(null);
            client.events.onComplete();
            assertThat(subscriber.chunks()).as("chunks during the signal").isEmpty();
        };
        onNext = () -> subscriber.request(1);

        client.events.onNext(text("outer"));

        assertThat(subscriber.awaitCompletion())
                .containsExactly(new StoryChunk.Text("outer"), new StoryChunk.Text("nested"));
    }

    @Test
    void deliversOneEndAndNoChunkAfterItIfThreadsRace() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(3);
        try {
            for (int round = 0; round < 2_000; round++) {
                ManualClient racing = new ManualClient();
                RecordingSubscriber recorder = RecordingSubscriber.withoutDemand();
                BedrockLlmStream.create(racing, BedrockOptions.of("m")).stream(StoryRequest.about("CATS"))
                        .subscribe(recorder);
                racing.provideEvents();
                recorder.request(Long.MAX_VALUE);
                boolean fails = round % 2 == 0;
                CyclicBarrier barrier = new CyclicBarrier(3);
                List<Future<?>> racers = List.of(
                        threads.submit(() -> {
                            barrier.await();
                            for (int i = 0; i < 5; i++) {
                                racing.events.onNext(text("" + i));
                            }
                            racing.events.onComplete();
                            return null;
                        }),
                        threads.submit(() -> {
                            barrier.await();
                            return fails
                                    ? racing.response.completeExceptionally(new IllegalStateException("timeout"))
                                    : racing.response.complete(null);
                        }),
                        threads.submit(() -> {
                            barrier.await();
                            recorder.request(-1);
                            return null;
                        }));
                for (Future<?> racer : racers) {
                    racer.get();
                }

                recorder.assertNoViolations();
                assertThat(recorder.chunks())
                        .isEqualTo(Stream.of("0", "1", "2", "3", "4")
                                .limit(recorder.chunks().size())
                                .map(StoryChunk.Text::new)
                                .toList());
            }
        } finally {
            threads.shutdown();
        }
    }

    private void subscribe() {
        BedrockLlmStream.create(client, BedrockOptions.of("m")).stream(StoryRequest.about("CATS"))
                .subscribe(new ForwardingSubscriber(subscriber) {
                    @Override
                    public void onNext(StoryChunk chunk) {
                        onNext.run();
                        super.onNext(chunk);
                    }
                });
    }

    private static ConverseStreamOutput text(String text) {
        return ConverseStreamOutput.contentBlockDeltaBuilder()
                .delta(ContentBlockDelta.fromText(text))
                .build();
    }

    private static ConverseStreamOutput start() {
        return ConverseStreamOutput.messageStartBuilder().role("assistant").build();
    }

    /** The callbacks are called by the test. */
    private static final class ManualClient implements BedrockRuntimeAsyncClient {

        private final CompletableFuture<Void> response = new CompletableFuture<>();
        private CompletableFuture<AwsCredentialsIdentity> credentials =
                CompletableFuture.completedFuture(AwsCredentialsIdentity.create("AKID", "secret"));
        private IdentityProvider<? extends AwsCredentialsIdentity> provider =
                new IdentityProvider<AwsCredentialsIdentity>() {
                    @Override
                    public Class<AwsCredentialsIdentity> identityType() {
                        return AwsCredentialsIdentity.class;
                    }

                    @Override
                    public CompletableFuture<AwsCredentialsIdentity> resolveIdentity(ResolveIdentityRequest request) {
                        return credentials;
                    }
                };
        private final List<Long> requested = new ArrayList<>();
        private int cancellations;
        private boolean responseWasCancelledFirst;
        private RuntimeException thrown;
        private Runnable duringCall = () -> {};
        private Runnable onRequest = () -> {};
        private ConverseStreamResponseHandler handler;
        private Subscriber<? super ConverseStreamOutput> events;

        @Override
        public CompletableFuture<Void> converseStream(
                ConverseStreamRequest request, ConverseStreamResponseHandler newHandler) {
            if (thrown != null) {
                throw thrown;
            }
            handler = newHandler;
            duringCall.run();
            return response;
        }

        private void provideEvents() {
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
                    onRequest.run();
                }

                @Override
                public void cancel() {
                    cancellations++;
                    responseWasCancelledFirst = response.isCancelled();
                }
            };
        }

        @Override
        public BedrockRuntimeServiceClientConfiguration serviceClientConfiguration() {
            return BedrockRuntimeServiceClientConfiguration.builder()
                    .overrideConfiguration(ClientOverrideConfiguration.builder().build())
                    .credentialsProvider(provider)
                    .build();
        }

        @Override
        public String serviceName() {
            return SERVICE_NAME;
        }

        @Override
        public void close() {}
    }
}
