package dev.storystreamer.websocket;

import static java.util.Objects.requireNonNull;

import dev.storystreamer.core.Causes;
import dev.storystreamer.core.ClientGoneException;
import dev.storystreamer.core.ClientSink.Delivery;
import dev.storystreamer.core.ClientSinkException;
import dev.storystreamer.core.Scheduler;
import dev.storystreamer.core.SerialLoop;
import dev.storystreamer.core.Transmission;
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

    /** Posts the frames of one message, each after the one before was accepted. Never throws. */
    Transmission send(String connectionId, EncodedMessage message, Duration timeLeft) {
        var sending = new Sending(connectionId, message, Deadline.in(timeLeft, scheduler));
        sending.continueWith(sending::nextFrame);
        return sending;
    }

    /**
     * One message being sent, in steps. A step begins an attempt or the delay before a retry, and the end of that triggers
     * the next step.
     *
     * <p>No field needs a lock: one step runs at a time, and {@link SerialLoop} makes the writes before a trigger visible
     * to the step that follows; {@code cancelled}, which any thread may set, is volatile.
     */
    private final class Sending implements Transmission {

        private final String connectionId;
        private final EncodedMessage message;
        private final Deadline deadline;
        private final CompletableFuture<Delivery> delivery = new CompletableFuture<>();
        private final SerialLoop steps = new SerialLoop(Runnable::run, this::runStep);

        private volatile boolean cancelled;

        private Runnable step = () -> {};
        private byte[] frame = {};
        private int failures; // of this frame
        private int accepted;
        private long bytes;
        private int retries;

        Sending(String connectionId, EncodedMessage message, Deadline deadline) {
            this.connectionId = connectionId;
            this.message = message;
            this.deadline = deadline;
        }

        @Override
        public CompletionStage<Delivery> delivery() {
            return delivery;
        }

        @Override
        public void cancel() {
            cancelled = true;
        }

        /** Runs a step after the current one, not inside it: posts that end at once do not use up the stack. */
        void continueWith(Runnable nextStep) {
            step = nextStep;
            steps.trigger();
        }

        private void runStep() {
            try {
                step.run();
            } catch (RuntimeException | Error e) { // for example, the scheduler was shut down
                fail("a post could not be made", e);
            }
        }

        void nextFrame() {
            if (cancelled || !message.frames().hasNext()) {
                delivery.complete(delivered());
                return;
            }
            frame = message.frames().next();
            failures = 0;
            attempt();
        }

        private Delivery delivered() {
            return new Delivery(accepted, bytes, retries);
        }

        private void attempt() {
            Duration limit = Collections.min(List.of(options.attemptTimeout(), deadline.timeLeft()));
            if (limit.isZero() || limit.isNegative()) {
                fail("no time is left to post", null);
                return;
            }
            var timeout = new CompletableFuture<Void>();
            Scheduler.Timer timer = scheduler.schedule(
                    () -> timeout.completeExceptionally(new TimeoutException("no answer within " + limit)), limit);
            CompletableFuture<Void> post = postToConnection.post(connectionId, frame);
            var unused = CompletableFuture.anyOf(post, timeout)
                    .handle((nothing, failure) -> {
                        continueWith(() -> {
                            timer.cancel();
                            post.cancel(true);
                            onAttemptEnded(failure);
                        });
                        return null;
                    })
                    .exceptionally(e -> {
                        fail("the result of a post could not be processed", Causes.unwrap(e));
                        return null;
                    });
        }

        private void onAttemptEnded(@Nullable Throwable failure) {
            if (failure != null) {
                onAttemptFailed(Causes.unwrap(failure));
                return;
            }
            bytes += frame.length;
            accepted++;
            nextFrame();
        }

        private void onAttemptFailed(Throwable failure) {
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
                Duration backoff = options.backoff().delay(failures, random.nextDouble());
                retry(Collections.max(List.of(RetryAfter.of(failure), backoff)), failure);
            }
        }

        private void retry(Duration delay, Throwable failure) {
            if (delay.compareTo(deadline.timeLeft()) >= 0) {
                fail("a post failed and no time is left to make it again", failure);
                return;
            }
            retries++;
            scheduler.schedule(() -> continueWith(this::attempt), delay);
        }

        private void fail(String reason, @Nullable Throwable cause) {
            delivery.completeExceptionally(new ClientSinkException(reason, delivered(), cause));
        }
    }
}
