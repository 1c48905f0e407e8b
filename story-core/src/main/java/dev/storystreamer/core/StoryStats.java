package dev.storystreamer.core;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Counts what a story's {@link Receipt} says. Not thread-safe; moments are readings of {@link Scheduler#nanoTime}, taken
 * no more often than needed: on some machines a reading costs as much as all the rest.
 */
final class StoryStats {

    private final Scheduler clock;
    private final long startedAt;

    private long lastEventAt;
    private boolean anyChunk;
    private boolean told;
    private long deltas;
    private long posts;
    private long bytes;
    private int modelRetries;
    private int postRetries;
    private @Nullable StopReason stopReason;
    private StoryChunk.@Nullable Usage usage;
    private @Nullable Duration modelFirstDelta;
    private @Nullable Duration clientFirstText;
    private @Nullable ErrorCode errorCode;
    private @Nullable Throwable cause;

    StoryStats(Scheduler clock) {
        this.clock = clock;
        this.startedAt = clock.nanoTime();
        this.lastEventAt = startedAt;
    }

    void chunk(StoryChunk chunk) {
        anyChunk = true;
        eventNow();
        if (chunk instanceof StoryChunk.Text || chunk instanceof StoryChunk.Reasoning) {
            deltas++;
            if (modelFirstDelta == null) {
                modelFirstDelta = untilNow();
            }
        } else if (chunk instanceof StoryChunk.Stop stop) {
            stopReason = stop.reason();
        } else if (chunk instanceof StoryChunk.Usage counted) {
            usage = counted;
        }
    }

    void posted(ClientMessage message, ClientSink.Delivery delivery) {
        count(delivery);
        if (clientFirstText == null && message instanceof ClientMessage.Text && delivery.posts() > 0) {
            clientFirstText = untilNow();
        }
    }

    void unposted(Throwable failure) {
        if (failure instanceof ClientSinkException unsent) {
            count(unsent.delivered());
        }
    }

    private void count(ClientSink.Delivery delivery) {
        posts += delivery.posts();
        bytes += delivery.bytes();
        postRetries += delivery.retries();
    }

    private Duration untilNow() {
        return Duration.ofNanos(clock.nanoTime() - startedAt);
    }

    /** Notes that the client is being told something of the answer, so that the model cannot be asked again. */
    void told() {
        told = true;
    }

    boolean isTold() {
        return told;
    }

    boolean isFirstChunk() {
        return !anyChunk;
    }

    boolean stopSeen() {
        return stopReason != null;
    }

    void eventNow() {
        lastEventAt = clock.nanoTime();
    }

    long lastEventAt() {
        return lastEventAt;
    }

    void modelRetry() {
        modelRetries++;
        anyChunk = false;
    }

    int modelRetries() {
        return modelRetries;
    }

    void errorCode(@Nullable ErrorCode why) {
        errorCode = why;
    }

    /** The first one is kept. */
    void cause(Throwable failure) {
        if (cause == null) {
            cause = failure;
        }
    }

    Receipt receipt(Ending ending) {
        return new Receipt(
                ending,
                Optional.ofNullable(errorCode),
                Optional.ofNullable(cause),
                Optional.ofNullable(stopReason),
                Optional.ofNullable(usage),
                deltas,
                posts,
                bytes,
                Optional.ofNullable(modelFirstDelta),
                Optional.ofNullable(clientFirstText),
                untilNow(),
                modelRetries,
                postRetries);
    }
}
