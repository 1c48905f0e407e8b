package dev.storystreamer.core;

import java.time.Duration;

/**
 * The delay before a retry: exponential, with full jitter.
 *
 * @param baseDelay the ceiling of the first delay; it doubles with every further failure
 * @param maxDelay the largest ceiling
 * @see <a href="https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/">Exponential backoff and
 *     jitter</a>
 */
public record Backoff(Duration baseDelay, Duration maxDelay) {

    /** Refuses a negative delay. */
    public Backoff {
        requireNotNegative("baseDelay", baseDelay);
        requireNotNegative("maxDelay", maxDelay);
    }

    static void requireNotNegative(String name, Duration value) {
        if (value.isNegative()) {
            throw new IllegalArgumentException(name + " must not be negative: " + value);
        }
    }

    /**
     * {@return a delay between zero and the ceiling}
     *
     * @param failures how many attempts have failed, at least 1
     * @param jitter a random number, at least 0 and below 1
     */
    public Duration delay(int failures, double jitter) {
        long max = maxDelay.toNanos();
        long ceiling = Math.min(baseDelay.toNanos(), max);
        for (int i = 1; i < failures && ceiling < max; i++) {
            ceiling = ceiling > max / 2 ? max : 2 * ceiling;
        }
        return Duration.ofNanos(Math.min(ceiling, (long) (jitter * (ceiling + 1.0))));
    }
}
