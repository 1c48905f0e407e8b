package dev.storystreamer.websocket;

import static java.util.Objects.requireNonNull;

import dev.storystreamer.core.Backoff;
import java.time.Duration;

/**
 * How one frame is posted.
 *
 * @param attemptTimeout the longest time that one attempt may take
 * @param maxRetries attempts after the first one
 * @param backoff the delay before a retry, unless the response asks for a longer one by {@code Retry-After}
 */
public record PostOptions(Duration attemptTimeout, int maxRetries, Backoff backoff) {

    /** 5 s for an attempt; 8 retries, with delays of up to 100 ms, 200 ms, … 2 s: together about ten seconds. */
    public static final PostOptions DEFAULTS =
            new PostOptions(Duration.ofSeconds(5), 8, new Backoff(Duration.ofMillis(100), Duration.ofSeconds(2)));

    /** Refuses a timeout that is not positive and a negative number of retries. */
    public PostOptions {
        if (attemptTimeout.isZero() || attemptTimeout.isNegative()) {
            throw new IllegalArgumentException("attemptTimeout must be positive: " + attemptTimeout);
        }
        if (maxRetries < 0) {
            throw new IllegalArgumentException("maxRetries must be >= 0: " + maxRetries);
        }
        requireNonNull(backoff, "backoff");
    }
}
