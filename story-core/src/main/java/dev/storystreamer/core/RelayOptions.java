package dev.storystreamer.core;

import java.time.Duration;

/**
 * How a {@link StoryRelay} delivers, waits and retries.
 *
 * @param minPostInterval the least time between the starts of two text posts: 0 posts as fast as the client's side
 *     accepts; more trades lag for money, as API Gateway bills by the message
 * @param maxWaitingChars how much text may wait for the client before the model is no longer asked for more; a few
 *     chunks already asked for may still come on top
 * @param firstChunkTimeout the longest the model may take to say anything at all; models that reason think long
 * @param stallTimeout the longest pause between two events of a model that has begun
 * @param endingReserve how long before the deadline a story is ended, so that its last message still gets through
 * @param maxModelRetries how often the model is asked again before anything was told
 * @param retryBaseDelay the ceiling of the first pause before asking again; it doubles with every retry, and the pause
 *     itself is drawn evenly from nothing to the ceiling ("full jitter")
 * @param retryMaxDelay what the ceiling never exceeds
 * @see <a href="https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/">Exponential backoff and
 *     jitter</a>
 */
public record RelayOptions(
        Duration minPostInterval,
        int maxWaitingChars,
        Duration firstChunkTimeout,
        Duration stallTimeout,
        Duration endingReserve,
        int maxModelRetries,
        Duration retryBaseDelay,
        Duration retryMaxDelay) {

    /** No gap, 1 Mi chars waiting, 120 s to the first chunk, 30 s between chunks, 2 s kept for the end, 3 retries. */
    public static final RelayOptions DEFAULTS = new RelayOptions(
            Duration.ZERO,
            1 << 20,
            Duration.ofSeconds(120),
            Duration.ofSeconds(30),
            Duration.ofSeconds(2),
            3,
            Duration.ofMillis(250),
            Duration.ofSeconds(5));

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if a value is negative, or zero where that would end every story at once
     */
    public RelayOptions {
        requireNotNegative("minPostInterval", minPostInterval);
        if (maxWaitingChars <= 0) {
            throw new IllegalArgumentException("maxWaitingChars must be positive: " + maxWaitingChars);
        }
        requirePositive("firstChunkTimeout", firstChunkTimeout);
        requirePositive("stallTimeout", stallTimeout);
        requireNotNegative("endingReserve", endingReserve);
        if (maxModelRetries < 0) {
            throw new IllegalArgumentException("maxModelRetries must be >= 0: " + maxModelRetries);
        }
        requireNotNegative("retryBaseDelay", retryBaseDelay);
        requireNotNegative("retryMaxDelay", retryMaxDelay);
    }

    private static void requireNotNegative(String name, Duration value) {
        if (value.isNegative()) {
            throw new IllegalArgumentException(name + " must not be negative: " + value);
        }
    }

    private static void requirePositive(String name, Duration value) {
        if (value.isZero() || value.isNegative()) {
            throw new IllegalArgumentException(name + " must be positive: " + value);
        }
    }

    /**
     * Changes the gap between posts.
     *
     * @param interval the new {@link #minPostInterval}
     * @return a copy with that value
     */
    public RelayOptions withMinPostInterval(Duration interval) {
        return new RelayOptions(
                interval,
                maxWaitingChars,
                firstChunkTimeout,
                stallTimeout,
                endingReserve,
                maxModelRetries,
                retryBaseDelay,
                retryMaxDelay);
    }

    /**
     * Changes how long the model may be silent.
     *
     * @param firstChunk the new {@link #firstChunkTimeout}
     * @param stall the new {@link #stallTimeout}
     * @return a copy with those values
     */
    public RelayOptions withSilence(Duration firstChunk, Duration stall) {
        return new RelayOptions(
                minPostInterval,
                maxWaitingChars,
                firstChunk,
                stall,
                endingReserve,
                maxModelRetries,
                retryBaseDelay,
                retryMaxDelay);
    }

    /**
     * Changes how much text may wait.
     *
     * @param chars the new {@link #maxWaitingChars}
     * @return a copy with that value
     */
    public RelayOptions withMaxWaitingChars(int chars) {
        return new RelayOptions(
                minPostInterval,
                chars,
                firstChunkTimeout,
                stallTimeout,
                endingReserve,
                maxModelRetries,
                retryBaseDelay,
                retryMaxDelay);
    }
}
