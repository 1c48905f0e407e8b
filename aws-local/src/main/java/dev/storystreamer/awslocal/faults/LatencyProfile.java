package dev.storystreamer.awslocal.faults;

import java.time.Duration;

/**
 * The latency of the fake model and of posts.
 *
 * @param firstToken the time from a request to the model's first event
 * @param tokenInterval the mean time between two text deltas
 * @param burst the mean number of text deltas that arrive at once: 1 for equal intervals; above 1, bursts of different
 *     sizes with pauses of different lengths between them
 * @param tokens the number of text deltas in a story of the fake model; 0 for the story's own length
 * @param postLatency the time until a post to {@code @connections} is accepted
 */
public record LatencyProfile(Duration firstToken, Duration tokenInterval, int burst, int tokens, Duration postLatency) {

    /** The maximum of each time. */
    public static final Duration MAX_WAIT = Duration.ofHours(1);

    /** The maximum of {@link #burst}. */
    public static final int MAX_BURST = 1_000;

    /** The maximum of {@link #tokens}. */
    public static final int MAX_TOKENS = 1_000_000;

    /** Typical for a mid-sized model and API Gateway in one region: 400 ms, 40 ms, the story's own length, 8 ms. */
    public static final LatencyProfile TYPICAL =
            new LatencyProfile(Duration.ofMillis(400), Duration.ofMillis(40), 1, 0, Duration.ofMillis(8));

    /** As fast as this machine allows. */
    public static final LatencyProfile NO_DELAY = new LatencyProfile(Duration.ZERO, Duration.ZERO, 1, 0, Duration.ZERO);

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if a time is not from 0 to {@link #MAX_WAIT}, the burst not from 1 to
     *     {@link #MAX_BURST}, or the number of tokens not from 0 to {@link #MAX_TOKENS}
     */
    public LatencyProfile {
        requireWait("firstToken", firstToken);
        requireWait("tokenInterval", tokenInterval);
        requireWait("postLatency", postLatency);
        if (burst < 1 || burst > MAX_BURST) {
            throw new IllegalArgumentException("burst must be from 1 to " + MAX_BURST + ": " + burst);
        }
        if (tokens < 0 || tokens > MAX_TOKENS) {
            throw new IllegalArgumentException("tokens must be from 0 to " + MAX_TOKENS + ": " + tokens);
        }
    }

    private static void requireWait(String name, Duration value) {
        if (value.isNegative() || value.compareTo(MAX_WAIT) > 0) {
            throw new IllegalArgumentException(name + " must be from 0 to " + MAX_WAIT + ": " + value);
        }
    }

    /** {@return a copy with another {@link #firstToken}} */
    public LatencyProfile withFirstToken(Duration value) {
        return new LatencyProfile(value, tokenInterval, burst, tokens, postLatency);
    }

    /** {@return a copy with another {@link #tokenInterval}} */
    public LatencyProfile withTokenInterval(Duration value) {
        return new LatencyProfile(firstToken, value, burst, tokens, postLatency);
    }

    /** {@return a copy with another {@link #burst}} */
    public LatencyProfile withBurst(int value) {
        return new LatencyProfile(firstToken, tokenInterval, value, tokens, postLatency);
    }

    /** {@return a copy with another {@link #tokens}} */
    public LatencyProfile withTokens(int value) {
        return new LatencyProfile(firstToken, tokenInterval, burst, value, postLatency);
    }

    /** {@return a copy with another {@link #postLatency}} */
    public LatencyProfile withPostLatency(Duration value) {
        return new LatencyProfile(firstToken, tokenInterval, burst, tokens, value);
    }
}
