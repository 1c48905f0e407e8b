package dev.storystreamer.awslocal.bedrock;

import dev.storystreamer.awslocal.faults.LatencyProfile;
import java.time.Duration;
import java.util.Random;

/**
 * How a model speaks: evenly, or in bursts. In bursts a delta comes right after the one before it, or after a pause as
 * often as its pace says; pauses are log-normal, most of them short and a few long. The same seed gives the same rhythm.
 */
final class BurstPattern {

    /** The standard deviation of a pause's logarithm: one pause in twenty is more than 2.7 times the mean. */
    private static final double SPREAD = 0.8;

    private final LatencyProfile pace;
    private final Random random;

    BurstPattern(LatencyProfile pace, long seed) {
        this.pace = pace;
        this.random = new Random(seed);
    }

    /** How long after the delta before it the next delta comes. */
    Duration next() {
        if (pace.burst() == 1) {
            return pace.tokenInterval();
        }
        if (random.nextInt(pace.burst()) > 0) {
            return Duration.ZERO;
        }
        double stretch = Math.exp(SPREAD * random.nextGaussian() - SPREAD * SPREAD / 2); // 1 on the average
        return Duration.ofNanos((long) (pace.tokenInterval().toNanos() * pace.burst() * stretch));
    }
}
