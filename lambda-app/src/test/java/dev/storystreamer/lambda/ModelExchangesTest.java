package dev.storystreamer.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.http.async.AsyncExecuteRequest;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.async.SdkAsyncHttpResponseHandler;
import software.amazon.awssdk.utils.async.SimplePublisher;

/** An invocation returns after the end of the cancelled exchange with the model. */
class ModelExchangesTest {

    private static final Duration DELAY = Duration.ofMillis(500);

    private final SocketAwsServer aws = new SocketAwsServer();

    @AfterEach
    void close() {
        aws.close();
    }

    /** Cancels requests to the model only when the executor runs the cancel. */
    private record LateCancel(SdkAsyncHttpClient http, Executor executor) implements SdkAsyncHttpClient {

        @Override
        public CompletableFuture<Void> execute(AsyncExecuteRequest request) {
            CompletableFuture<Void> response = http.execute(request);
            if (!request.request().encodedPath().endsWith("/converse-stream")) {
                return response;
            }
            CompletableFuture<Void> result = response.copy();
            var unused = result.whenComplete((nothing, failure) -> {
                if (result.isCancelled()) {
                    executor.execute(() -> response.cancel(true));
                }
            });
            return result;
        }

        @Override
        public void close() {
            http.close();
        }
    }

    private StoryHandler handler(Executor cancels) {
        Environment environment = new Environment(aws.environment("STORY_STALL_TIMEOUT_MS", "200"));
        return new StoryHandler(
                environment,
                new Wiring(environment, () -> new LateCancel(Wiring.crt().build(), cancels)));
    }

    private static List<JsonObject> run(StoryHandler handler, Duration timeLeft) {
        RecordingContext context = new RecordingContext(timeLeft);
        handler.handleRequest(TestEvents.message("c=", "{\"storyType\":\"CATS\"}"), context);
        return context.jsonLines();
    }

    private static int leftOpen(List<JsonObject> log) {
        assertThat(log).hasSize(2);
        int leftOpen = log.get(0).get("modelExchangesLeftOpen").getAsInt();
        assertThat(log.get(1).get("ModelExchangesLeftOpen").getAsInt()).isEqualTo(leftOpen);
        assertThat(log.get(1).getAsJsonObject("_aws").toString())
                .contains("{\"Name\":\"ModelExchangesLeftOpen\",\"Unit\":\"Count\"}");
        return leftOpen;
    }

    @ParameterizedTest
    @EnumSource(names = "FINISHES", mode = EnumSource.Mode.EXCLUDE)
    void anInvocationWaitsForTheEnd(SocketAwsServer.Model model) throws Exception {
        AtomicInteger cancels = new AtomicInteger();
        Executor delayed = CompletableFuture.delayedExecutor(DELAY.toMillis(), TimeUnit.MILLISECONDS);
        try (StoryHandler handler = handler(cancel -> delayed.execute(() -> {
            cancels.incrementAndGet();
            cancel.run();
        }))) {
            aws.setModel(model);

            CompletableFuture<List<JsonObject>> log = CompletableFuture.supplyAsync(
                    () -> run(handler, Duration.ofMillis(model == SocketAwsServer.Model.HANGS ? 4000 : 60_000)));
            if (model == SocketAwsServer.Model.STREAMS) {
                aws.awaitPost();
                aws.awaitPost(); // a text: the model is being called
                aws.setPost(SocketAwsServer.Post.GONE);
            }

            assertThat(leftOpen(log.get(30, TimeUnit.SECONDS))).isZero();
            assertThat(cancels).hasValue(1);
        }
    }

    @Test
    void anInvocationWaitsForOneSecondAndCountsTheExchangeOnce() {
        try (StoryHandler handler = handler(cancel -> {})) {
            aws.setModel(SocketAwsServer.Model.STALLS);
            long start = System.nanoTime();

            List<JsonObject> log = run(handler, Duration.ofMinutes(1));

            assertThat(leftOpen(log)).isEqualTo(1);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(1200));

            aws.setModel(SocketAwsServer.Model.FINISHES);
            assertThat(leftOpen(run(handler, Duration.ofMinutes(1)))).isZero();
        }
    }

    @Test
    void anInvocationReturnsBeforeItsTimeIsUp() throws Exception {
        try (StoryHandler handler = handler(cancel -> {})) {
            aws.setModel(SocketAwsServer.Model.STREAMS);
            RecordingContext context = new RecordingContext(Duration.ofSeconds(4));
            CompletableFuture<Void> invocation = CompletableFuture.runAsync(
                    () -> handler.handleRequest(TestEvents.message("c=", "{\"storyType\":\"CATS\"}"), context));
            aws.awaitPost();
            aws.awaitPost(); // of text
            aws.setPost(SocketAwsServer.Post.HANGS); // the last message is waited for until the time is up

            invocation.get(30, TimeUnit.SECONDS);

            assertThat(context.getRemainingTimeInMillis()).isPositive();
            assertThat(leftOpen(context.jsonLines())).isEqualTo(1);
        }
    }

    @Test
    void theRunningExchangeOfAnotherStoryIsNotWaitedFor() throws Exception {
        try (StoryHandler handler = handler(Runnable::run)) {
            aws.setModel(SocketAwsServer.Model.STREAMS);
            CompletableFuture<List<JsonObject>> other =
                    CompletableFuture.supplyAsync(() -> run(handler, Duration.ofMinutes(1)));
            aws.awaitPost();
            aws.awaitPost(); // of text
            aws.setModel(SocketAwsServer.Model.FINISHES);

            assertThat(leftOpen(run(handler, Duration.ofMinutes(1)))).isZero();
            assertThat(other).isNotDone();

            aws.setPost(SocketAwsServer.Post.GONE);
            assertThat(leftOpen(other.get(30, TimeUnit.SECONDS))).isZero();
            assertThat(aws.awaitClosedCall(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    /** A response that is complete when its exchange is cancelled: the HTTP client then reports no error. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aCompleteResponseThatNobodyReadsHasEnded(boolean subscribed) {
        CompletableFuture<Void> response = new CompletableFuture<>();
        AtomicReference<SdkAsyncHttpResponseHandler> http = new AtomicReference<>();
        ModelExchanges exchanges = new ModelExchanges(new CompletedResponses(http, response));
        CompletableFuture<Void> exchange = exchanges.execute(request(subscribed));
        SimplePublisher<ByteBuffer> body = new SimplePublisher<>();
        http.get().onStream(body);
        var unused = body.send(ByteBuffer.allocate(1));
        unused = body.complete();

        exchange.cancel(true);

        assertThat(exchanges.awaitCancelled(Duration.ofSeconds(1))).isZero();
    }

    private record CompletedResponses(
            AtomicReference<SdkAsyncHttpResponseHandler> handler, CompletableFuture<Void> response)
            implements SdkAsyncHttpClient {

        @Override
        public CompletableFuture<Void> execute(AsyncExecuteRequest request) {
            handler.set(request.responseHandler());
            return response;
        }

        @Override
        public void close() {}
    }

    /** A request whose response is not read. */
    private static AsyncExecuteRequest request(boolean subscribes) {
        return AsyncExecuteRequest.builder()
                .responseHandler(new SdkAsyncHttpResponseHandler() {
                    @Override
                    public void onHeaders(SdkHttpResponse headers) {}

                    @Override
                    public void onStream(Publisher<ByteBuffer> body) {
                        if (subscribes) {
                            body.subscribe(new Subscriber<>() {
                                @Override
                                public void onSubscribe(Subscription subscription) {}

                                @Override
                                public void onNext(ByteBuffer bytes) {}

                                @Override
                                public void onError(Throwable failure) {}

                                @Override
                                public void onComplete() {}
                            });
                        }
                    }

                    @Override
                    public void onError(Throwable failure) {}
                })
                .build();
    }
}
