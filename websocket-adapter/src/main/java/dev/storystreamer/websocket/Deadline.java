package dev.storystreamer.websocket;

import dev.storystreamer.core.Scheduler;
import java.time.Duration;

/** The time after which nothing is posted any more. */
record Deadline(Scheduler clock, long nanos) {

    /** Longer than any WebSocket of API Gateway stays open (two hours), and too short to overflow. */
    private static final Duration MAX_TIME_LEFT = Duration.ofDays(1);

    static Deadline in(Duration timeLeft, Scheduler clock) {
        Duration capped = timeLeft.compareTo(MAX_TIME_LEFT) > 0 ? MAX_TIME_LEFT : timeLeft;
        return new Deadline(clock, clock.nanoTime() + capped.toNanos());
    }

    /** Returns the time left; zero or negative after the deadline. */
    Duration timeLeft() {
        return Duration.ofNanos(nanos - clock.nanoTime());
    }
}
