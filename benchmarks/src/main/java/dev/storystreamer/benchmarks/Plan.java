package dev.storystreamer.benchmarks;

import dev.storystreamer.awslocal.faults.LatencyProfile;
import java.time.Duration;

/**
 * What each process of a comparison does.
 *
 * @param intervalMs between two deltas
 * @param postMs how long a post takes
 * @param deltas of a story
 * @param warmUps stories after the first that are not counted: as long, but at {@link #warmUpPace}
 * @param stories warm ones, which are
 */
record Plan(int intervalMs, int postMs, int deltas, int warmUps, int stories) {

    /** How long the model thinks before it speaks, everywhere. */
    static final Duration SILENCE = Duration.ofMillis(300);

    private static final double START_SECONDS = 3;

    /** Between two deltas of a story that only warms up, and for each of its posts. */
    static final int WARM_UP_MS = 1;

    LatencyProfile pace() {
        return pace(intervalMs, postMs, deltas);
    }

    /** As fast as will do: what has to be compiled is compiled, and nobody waits for the model. */
    LatencyProfile warmUpPace() {
        return pace(WARM_UP_MS, WARM_UP_MS, deltas);
    }

    static LatencyProfile pace(int intervalMs, int postMs, int deltas) {
        return LatencyProfile.NO_DELAY
                .withFirstToken(SILENCE)
                .withTokens(deltas)
                .withTokenInterval(Duration.ofMillis(intervalMs))
                .withPostLatency(Duration.ofMillis(postMs));
    }

    /** About how long all contenders take on one JDK. */
    double seconds() {
        return Contender.ALL.stream()
                .mapToDouble(contender -> START_SECONDS
                        + warmUps * seconds(contender, WARM_UP_MS, WARM_UP_MS, deltas)
                        + (1 + stories) * seconds(contender, intervalMs, postMs, deltas))
                .sum();
    }

    /** About how long a story takes; the last post of a joined one comes soon after the last delta. */
    static double seconds(Contender contender, double intervalMs, int postMs, int deltas) {
        boolean joined = contender.zip().equals(FunctionPackage.OURS) && !contender.equals(Contender.POST_PER_DELTA);
        double each = joined ? intervalMs : Math.max(intervalMs, postMs + 1);
        return (SILENCE.toMillis() + deltas * each) / 1000;
    }
}
