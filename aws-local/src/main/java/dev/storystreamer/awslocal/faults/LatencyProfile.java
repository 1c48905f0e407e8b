package dev.storystreamer.awslocal.faults;

import java.time.Duration;

/**
 * How fast the local cloud is.
 *
 * @param firstToken how long the model thinks before its first event
 * @param tokenInterval the pause between two events of the model
 * @param burst how many text deltas come at once, on the average: 1 for an even pace; with more, pauses of all lengths lie
 *     between bursts of all sizes, and the mean time between two deltas is still {@code tokenInterval}
 * @param tokens how many text deltas a story of the stand-in model has; 0 leaves it to the story
 * @param postLatency how long a post to {@code @connections} takes to be accepted
 */
public record LatencyProfile(Duration firstToken, Duration tokenInterval, int burst, int tokens, Duration postLatency) {

    /** The longest of each of its times. */
    public static final Duration MAX_WAIT = Duration.ofHours(1);

    /** The most text deltas that may come at once, on the average. */
    public static final int MAX_BURST = 1_000;

    /** The most text deltas one story may have. */
    public static final int MAX_TOKENS = 1_000_000;

    /** What a mid-sized model and API Gateway in one region look like: 400 ms, 40 ms, the story's own length, 8 ms. */
    public static final LatencyProfile TYPICAL =
            new LatencyProfile(Duration.ofMillis(400), Duration.ofMillis(40), 1, 0, Duration.ofMillis(8));

    /** As fast as this machine goes. */
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

    /**
     * Changes the model's first silence.
     *
     * @param value the new {@link #firstToken}
     * @return a copy with that value
     */
    public LatencyProfile withFirstToken(Duration value) {
        return new LatencyProfile(value, tokenInterval, burst, tokens, postLatency);
    }

    /**
     * Changes the pause between two events.
     *
     * @param value the new {@link #tokenInterval}
     * @return a copy with that value
     */
    public LatencyProfile withTokenInterval(Duration value) {
        return new LatencyProfile(firstToken, value, burst, tokens, postLatency);
    }

    /**
     * Changes how many text deltas come at once.
     *
     * @param value the new {@link #burst}
     * @return a copy with that value
     */
    public LatencyProfile withBurst(int value) {
        return new LatencyProfile(firstToken, tokenInterval, value, tokens, postLatency);
    }

    /**
     * Changes the length of a story.
     *
     * @param value the new {@link #tokens}
     * @return a copy with that value
     */
    public LatencyProfile withTokens(int value) {
        return new LatencyProfile(firstToken, tokenInterval, burst, value, postLatency);
    }

    /**
     * Changes the time of a post.
     *
     * @param value the new {@link #postLatency}
     * @return a copy with that value
     */
    public LatencyProfile withPostLatency(Duration value) {
        return new LatencyProfile(firstToken, tokenInterval, burst, tokens, value);
    }
}
