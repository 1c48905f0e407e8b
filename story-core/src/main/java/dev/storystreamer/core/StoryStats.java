package dev.storystreamer.core;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Collects the values of a story's {@link Receipt}. Pure, as {@link SessionState}. */
final class StoryStats {

    private final long startedAt;

    private long deltas;
    private long posts;
    private long bytes;
    private int modelRetries;
    private int postRetries;
    private @Nullable StopReason stopReason;
    private StoryChunk.@Nullable Usage usage;
    private @Nullable Duration modelFirstDelta;
    private @Nullable Duration clientFirstText;
    private @Nullable Throwable cause;

    StoryStats(long now) {
        this.startedAt = now;
    }

    void chunk(StoryChunk chunk, long now) {
        if (chunk.hasContent()) {
            deltas++;
            modelFirstDelta = modelFirstDelta == null ? sinceStart(now) : modelFirstDelta;
        } else if (chunk instanceof StoryChunk.Stop stop) {
            stopReason = stop.reason();
        } else if (chunk instanceof StoryChunk.Usage counted) {
            usage = counted;
        }
    }

    void sent(boolean text, ClientSink.Delivery delivery, long now) {
        count(delivery);
        if (clientFirstText == null && text && delivery.posts() > 0) {
            clientFirstText = sinceStart(now);
        }
    }

    void sendFailed(Throwable failure) {
        if (failure instanceof ClientSinkException sinkFailure) {
            count(sinkFailure.delivered());
        }
    }

    private void count(ClientSink.Delivery delivery) {
        posts += delivery.posts();
        bytes += delivery.bytes();
        postRetries += delivery.retries();
    }

    private Duration sinceStart(long now) {
        return Duration.ofNanos(now - startedAt);
    }

    boolean isStopReceived() {
        return stopReason != null;
    }

    void modelRetry() {
        modelRetries++;
    }

    int modelRetries() {
        return modelRetries;
    }

    /** Keeps the first cause. */
    void cause(Throwable failure) {
        if (cause == null) {
            cause = failure;
        }
    }

    Receipt receipt(EndCause.Outcome outcome, long now) {
        return new Receipt(
                outcome.ending(),
                outcome.errorCode(),
                Optional.ofNullable(cause),
                Optional.ofNullable(stopReason),
                Optional.ofNullable(usage),
                deltas,
                posts,
                bytes,
                Optional.ofNullable(modelFirstDelta),
                Optional.ofNullable(clientFirstText),
                sinceStart(now),
                modelRetries,
                postRetries);
    }
}
