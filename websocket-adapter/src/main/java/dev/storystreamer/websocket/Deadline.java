package dev.storystreamer.websocket;

import dev.storystreamer.core.Scheduler;
import java.time.Duration;

/** The moment after which nothing is posted any more. */
record Deadline(Scheduler clock, long nanos) {

    /** Further away than any WebSocket of API Gateway lives (two hours), and no overflow. */
    private static final Duration FURTHEST = Duration.ofDays(1);

    static Deadline in(Duration timeLeft, Scheduler clock) {
        Duration capped = timeLeft.compareTo(FURTHEST) > 0 ? FURTHEST : timeLeft;
        return new Deadline(clock, clock.nanoTime() + capped.toNanos());
    }

    /** What is left; zero or negative when it has passed. */
    Duration timeLeft() {
        return Duration.ofNanos(nanos - clock.nanoTime());
    }
}
