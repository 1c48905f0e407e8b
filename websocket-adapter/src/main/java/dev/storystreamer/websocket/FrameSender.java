package dev.storystreamer.websocket;

import static java.util.Objects.requireNonNull;

import dev.storystreamer.core.Causes;
import dev.storystreamer.core.ClientGoneException;
import dev.storystreamer.core.ClientSink.Delivery;
import dev.storystreamer.core.ClientSinkException;
import dev.storystreamer.core.Scheduler;
import dev.storystreamer.protocol.EncodedMessage;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Posts the frames of messages in order, with retries, until a deadline. Thread-safe. */
final class FrameSender {

    private final PostToConnection postToConnection;
    private final Scheduler scheduler;
    private final RandomGenerator random;
    private final PostOptions options;

    FrameSender(PostToConnection postToConnection, Scheduler scheduler, RandomGenerator random, PostOptions options) {
        this.postToConnection = requireNonNull(postToConnection, "postToConnection");
        this.scheduler = requireNonNull(scheduler, "scheduler");
        this.random = requireNonNull(random, "random");
        this.options = requireNonNull(options, "options");
    }

    /**
     * Posts the frames of one message, each after the one before was accepted. Never throws.
     *
     * @return completes and fails as {@link dev.storystreamer.core.ClientSink#send}
     */
    CompletionStage<Delivery> send(String connectionId, EncodedMessage message, Deadline deadline) {
        var send = new Send(connectionId, message, deadline);
        send.next();
        return send.delivery;
    }

    /**
     * One message being sent.
     *
     * <p>An attempt ends by its response or by its timer, whichever comes first. The next one begins only then, and no
     * field is used in between, so the fields need no lock.
     */
    private final class Send {

        private final String connectionId;
        private final EncodedMessage message;
        private final Deadline deadline;
        private final CompletableFuture<Delivery> delivery = new CompletableFuture<>();

        private int accepted;
        private long bytes;
        private int retries;
        private int failures; // of the current frame

        Send(String connectionId, EncodedMessage message, Deadline deadline) {
            this.connectionId = connectionId;
            this.message = message;
            this.deadline = deadline;
        }

        void next() {
            if (accepted == message.frames().size()) {
                delivery.complete(delivered());
            } else {
                attempt();
            }
        }

        private Delivery delivered() {
            return new Delivery(accepted, bytes, retries);
        }

        private byte[] frame() {
            return message.frames().get(accepted);
        }

        private void attempt() {
            Duration limit = Collections.min(List.of(options.attemptTimeout(), deadline.timeLeft()));
            if (limit.isZero() || limit.isNegative()) {
                fail("no time is left to post", null);
                return;
            }
            try {
                attempt(limit);
            } catch (RuntimeException e) { // the scheduler was shut down
                fail("a post could not be made", e);
            }
        }

        private void attempt(Duration limit) {
            var timeout = new CompletableFuture<Void>();
            Scheduler.Timer timer = scheduler.schedule(
                    () -> timeout.completeExceptionally(new TimeoutException("no answer within " + limit)), limit);
            CompletableFuture<Void> post = postToConnection.post(connectionId, frame());
            var unused = CompletableFuture.anyOf(post, timeout).whenComplete((nothing, failure) -> {
                timer.cancel();
                post.cancel(true);
                ended(failure);
            });
        }

        private void ended(@Nullable Throwable failure) {
            if (failure != null) {
                failed(Causes.unwrap(failure));
                return;
            }
            bytes += frame().length;
            accepted++;
            failures = 0;
            next();
        }

        private void failed(Throwable failure) {
            failures++;
            PostFailure kind = PostFailure.of(failure);
            if (kind == PostFailure.GONE) {
                delivery.completeExceptionally(
                        new ClientGoneException("a post found the client gone", delivered(), failure));
            } else if (!kind.isRetryable(message.idempotent())) {
                fail("a post failed and must not be made again: " + kind, failure);
            } else if (failures > options.maxRetries()) {
                fail("a post failed " + failures + " times", failure);
            } else {
                Duration backoff = options.backoff().delay(failures, random);
                retry(Collections.max(List.of(RetryAfter.of(failure), backoff)), failure);
            }
        }

        private void retry(Duration delay, Throwable failure) {
            if (delay.compareTo(deadline.timeLeft()) >= 0) {
                fail("a post failed and no time is left to make it again", failure);
                return;
            }
            retries++;
            try {
                scheduler.schedule(this::attempt, delay);
            } catch (RuntimeException e) { // the scheduler was shut down
                fail("a post could not be made again", e);
            }
        }

        private void fail(String reason, @Nullable Throwable cause) {
            delivery.completeExceptionally(new ClientSinkException(reason, delivered(), cause));
        }
    }
}
