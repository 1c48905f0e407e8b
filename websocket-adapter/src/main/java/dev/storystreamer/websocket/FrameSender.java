package dev.storystreamer.websocket;

import dev.storystreamer.core.ClientGoneException;
import dev.storystreamer.core.ClientSink.Delivery;
import dev.storystreamer.core.ClientSinkException;
import dev.storystreamer.core.Scheduler;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.apigatewaymanagementapi.model.PostToConnectionRequest;
import software.amazon.awssdk.services.apigatewaymanagementapi.model.PostToConnectionResponse;

/**
 * Posts the frames of one message, one after the other, each until it is accepted or there is no hope. Used once.
 *
 * <p>One attempt begins when the one before has ended, and only then is any field here touched, so none needs a lock. An
 * attempt ends by its answer or by its timer, whichever comes first.
 */
final class FrameSender {

    private final PostTools tools;
    private final String connectionId;
    private final Deadline deadline;
    private final List<byte[]> frames;
    private final boolean repeatable;
    private final CompletableFuture<Delivery> delivery = new CompletableFuture<>();

    private int accepted;
    private long bytes;
    private int retries;
    private int failures; // of the frame that is being posted

    /**
     * Prepares a post.
     *
     * @param repeatable whether it does no harm if a frame arrives twice
     */
    FrameSender(PostTools tools, String connectionId, Deadline deadline, List<byte[]> frames, boolean repeatable) {
        this.tools = tools;
        this.connectionId = connectionId;
        this.deadline = deadline;
        this.frames = frames;
        this.repeatable = repeatable;
    }

    /** Begins, and never throws. Fails as {@link dev.storystreamer.core.ClientSink#send} says. */
    CompletionStage<Delivery> start() {
        next();
        return delivery;
    }

    private void next() {
        if (accepted == frames.size()) {
            delivery.complete(made());
        } else {
            attempt();
        }
    }

    private Delivery made() {
        return new Delivery(accepted, bytes, retries);
    }

    private void attempt() {
        Duration limit = min(tools.options().attemptTimeout(), deadline.timeLeft());
        if (limit.isZero() || limit.isNegative()) {
            fail("no time is left to post", null);
            return;
        }
        try {
            attempt(limit);
        } catch (RuntimeException broken) { // a client or a scheduler that was shut down
            fail("a post could not be made", broken);
        }
    }

    private void attempt(Duration limit) {
        var outcome = new CompletableFuture<PostToConnectionResponse>();
        Scheduler.Timer timer = tools.scheduler()
                .schedule(
                        () -> outcome.completeExceptionally(new TimeoutException("no answer within " + limit)), limit);
        CompletableFuture<PostToConnectionResponse> post = tools.client().postToConnection(request());
        whenDone(post, (answer, error) -> settle(outcome, answer, error));
        whenDone(outcome, (answer, error) -> {
            timer.cancel();
            post.cancel(true);
            ended(error);
        });
    }

    /** The stage that this makes is let go: what is done here does not throw. */
    private static <T> void whenDone(CompletionStage<T> stage, BiConsumer<T, @Nullable Throwable> task) {
        stage.whenComplete(task);
    }

    private PostToConnectionRequest request() {
        return PostToConnectionRequest.builder()
                .connectionId(connectionId)
                .data(SdkBytes.fromByteArrayUnsafe(frames.get(accepted)))
                .overrideConfiguration(tools.overrides())
                .build();
    }

    private static <T> void settle(CompletableFuture<T> outcome, T value, @Nullable Throwable error) {
        if (error == null) {
            outcome.complete(value);
        } else {
            outcome.completeExceptionally(error);
        }
    }

    private void ended(@Nullable Throwable error) {
        if (error != null) {
            failed(PostFailure.of(error), error);
            return;
        }
        bytes += frames.get(accepted).length;
        accepted++;
        failures = 0;
        next();
    }

    private void failed(PostFailure failure, Throwable error) {
        failures++;
        if (failure == PostFailure.GONE) {
            delivery.completeExceptionally(new ClientGoneException("a post found the client gone", made(), error));
        } else if (!failure.mayRetry(repeatable)) {
            fail("a post failed and must not be made again: " + failure, error);
        } else if (failures > tools.options().maxRetries()) {
            fail("a post failed " + failures + " times", error);
        } else {
            retryAfter(max(RetryAfter.in(error), jitter()), error);
        }
    }

    private void retryAfter(Duration pause, Throwable error) {
        if (pause.compareTo(deadline.timeLeft()) >= 0) {
            fail("a post failed and no time is left to make it again", error);
            return;
        }
        retries++;
        try {
            tools.scheduler().schedule(this::attempt, pause);
        } catch (RuntimeException shutDown) {
            fail("a post could not be made again", shutDown);
        }
    }

    private Duration jitter() {
        long ceiling = tools.options().delayCeiling(failures).toNanos();
        return Duration.ofNanos(tools.random().nextLong(ceiling + 1));
    }

    private void fail(String what, @Nullable Throwable error) {
        delivery.completeExceptionally(new ClientSinkException(what, made(), error));
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) <= 0 ? a : b;
    }

    private static Duration max(Duration a, Duration b) {
        return a.compareTo(b) >= 0 ? a : b;
    }
}
