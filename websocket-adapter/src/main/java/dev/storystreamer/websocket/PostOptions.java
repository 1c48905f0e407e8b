package dev.storystreamer.websocket;

import java.time.Duration;

/**
 * How one frame is posted.
 *
 * @param attemptTimeout the longest one attempt may take before it is given up; API Gateway answers within
 *     milliseconds, or never
 * @param maxRetries how often a frame is posted again
 * @param retryBaseDelay the ceiling of the first pause before that; it doubles with every retry, and the pause itself is
 *     drawn evenly from nothing to the ceiling ("full jitter")
 * @param retryMaxDelay what the ceiling never exceeds; a longer {@code Retry-After} is honoured all the same
 * @see <a href="https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/">Exponential backoff and
 *     jitter</a>
 */
public record PostOptions(Duration attemptTimeout, int maxRetries, Duration retryBaseDelay, Duration retryMaxDelay) {

    /** 5 s for an attempt, 8 retries, pauses of up to 100 ms, 200 ms, … 2 s: about ten seconds of patience. */
    public static final PostOptions DEFAULTS =
            new PostOptions(Duration.ofSeconds(5), 8, Duration.ofMillis(100), Duration.ofSeconds(2));

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if a value is negative, or the timeout zero
     */
    public PostOptions {
        if (attemptTimeout.isZero() || attemptTimeout.isNegative()) {
            throw new IllegalArgumentException("attemptTimeout must be positive: " + attemptTimeout);
        }
        if (maxRetries < 0) {
            throw new IllegalArgumentException("maxRetries must be >= 0: " + maxRetries);
        }
        if (retryBaseDelay.isNegative()) {
            throw new IllegalArgumentException("retryBaseDelay must not be negative: " + retryBaseDelay);
        }
        if (retryMaxDelay.isNegative()) {
            throw new IllegalArgumentException("retryMaxDelay must not be negative: " + retryMaxDelay);
        }
    }

    /** The ceiling of the pause after so many failures, at least 1. */
    Duration delayCeiling(int failures) {
        long ceiling = retryBaseDelay.toNanos();
        for (int i = 1; i < failures && ceiling < retryMaxDelay.toNanos(); i++) {
            ceiling *= 2;
        }
        return Duration.ofNanos(Math.min(ceiling, retryMaxDelay.toNanos()));
    }
}
