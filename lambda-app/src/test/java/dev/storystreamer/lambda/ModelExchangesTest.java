package dev.storystreamer.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.http.async.AsyncExecuteRequest;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;

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
    void anInvocationWaitsForTheEnd(SocketAwsServer.Model model) {
        AtomicInteger cancels = new AtomicInteger();
        Executor delayed = CompletableFuture.delayedExecutor(DELAY.toMillis(), TimeUnit.MILLISECONDS);
        try (StoryHandler handler = handler(cancel -> delayed.execute(() -> {
            cancels.incrementAndGet();
            cancel.run();
        }))) {
            aws.setModel(model);
            aws.setPost(
                    model == SocketAwsServer.Model.STREAMS ? SocketAwsServer.Post.GONE : SocketAwsServer.Post.ACCEPTED);

            List<JsonObject> log =
                    run(handler, Duration.ofMillis(model == SocketAwsServer.Model.HANGS ? 4000 : 60_000));

            assertThat(cancels).hasValue(1);
            assertThat(leftOpen(log)).isZero();
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
}
