package dev.storystreamer.core;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * How a {@link StoryRelay} delivers, waits and retries.
 *
 * @param minPostInterval the least time between the starts of two messages of text. Zero sends as fast as the client's side
 *     accepts. A longer interval costs less, since API Gateway bills each message, but text arrives later
 * @param maxWaitingChars how much text may wait for the client, the message in flight included, before the relay
 *     requests no more chunks; the chunks already requested may exceed it
 * @param maxWaitingChunks how many chunks may wait likewise, with or without text
 * @param firstContentTimeout the longest silence of the model before its first text or reasoning; models that reason may
 *     need long. Any chunk ends a silence
 * @param stallTimeout the longest silence after that
 * @param endingReserve the time before the deadline that belongs to the story's last message: text is sent only until
 *     then. The model is cancelled a quarter of this time earlier, so that waiting text can be sent
 * @param maxModelRetries how often a call of the model is retried
 * @param retryBackoff the delay before a retry
 */
public record RelayOptions(
        Duration minPostInterval,
        int maxWaitingChars,
        int maxWaitingChunks,
        Duration firstContentTimeout,
        Duration stallTimeout,
        Duration endingReserve,
        int maxModelRetries,
        Backoff retryBackoff) {

    /** No interval, 1 Mi chars, 16 Ki chunks, 120 s, 30 s, 2 s, 3 retries with a backoff of 250 ms to 5 s. */
    public static final RelayOptions DEFAULTS = new RelayOptions(
            Duration.ZERO,
            1 << 20,
            1 << 14,
            Duration.ofSeconds(120),
            Duration.ofSeconds(30),
            Duration.ofSeconds(2),
            3,
            new Backoff(Duration.ofMillis(250), Duration.ofSeconds(5)));

    /** Refuses a value that is negative, or zero where that would end every story at once. */
    public RelayOptions {
        Backoff.requireNotNegative("minPostInterval", minPostInterval);
        if (maxWaitingChars <= 0) {
            throw new IllegalArgumentException("maxWaitingChars must be positive: " + maxWaitingChars);
        }
        if (maxWaitingChunks <= 0) {
            throw new IllegalArgumentException("maxWaitingChunks must be positive: " + maxWaitingChunks);
        }
        requirePositive("firstContentTimeout", firstContentTimeout);
        requirePositive("stallTimeout", stallTimeout);
        Backoff.requireNotNegative("endingReserve", endingReserve);
        if (maxModelRetries < 0) {
            throw new IllegalArgumentException("maxModelRetries must be >= 0: " + maxModelRetries);
        }
        requireNonNull(retryBackoff, "retryBackoff");
    }

    private static void requirePositive(String name, Duration value) {
        if (value.isZero() || value.isNegative()) {
            throw new IllegalArgumentException(name + " must be positive: " + value);
        }
    }

    /** {@return a copy with another {@link #minPostInterval}} */
    public RelayOptions withMinPostInterval(Duration interval) {
        return new RelayOptions(
                interval,
                maxWaitingChars,
                maxWaitingChunks,
                firstContentTimeout,
                stallTimeout,
                endingReserve,
                maxModelRetries,
                retryBackoff);
    }

    /** {@return a copy with another {@link #firstContentTimeout} and another {@link #stallTimeout}} */
    public RelayOptions withSilence(Duration firstContent, Duration stall) {
        return new RelayOptions(
                minPostInterval,
                maxWaitingChars,
                maxWaitingChunks,
                firstContent,
                stall,
                endingReserve,
                maxModelRetries,
                retryBackoff);
    }
}
