package dev.storystreamer.awslocal.bedrock;

import dev.storystreamer.awslocal.faults.LatencyProfile;
import java.time.Duration;
import java.util.Random;

/**
 * The delays between the text deltas of one stream: all equal, or in bursts. In bursts a delta follows the one before it at
 * once or after a pause. The pauses have a log-normal distribution: most are short, a few are long. The same seed gives the
 * same delays.
 */
final class BurstPattern {

    /** The standard deviation of a pause's logarithm: one pause in twenty exceeds 2.7 times the mean. */
    private static final double SIGMA = 0.8;

    private final LatencyProfile latency;
    private final Random random;

    BurstPattern(LatencyProfile latency, long seed) {
        this.latency = latency;
        this.random = new Random(seed);
    }

    /** Returns the delay between the previous delta and the next one. */
    Duration nextDelay() {
        if (latency.burst() == 1) {
            return latency.tokenInterval();
        }
        if (random.nextInt(latency.burst()) > 0) {
            return Duration.ZERO;
        }
        double factor = Math.exp(SIGMA * random.nextGaussian() - SIGMA * SIGMA / 2); // its mean is 1
        return Duration.ofNanos((long) (latency.tokenInterval().toNanos() * latency.burst() * factor));
    }
}
