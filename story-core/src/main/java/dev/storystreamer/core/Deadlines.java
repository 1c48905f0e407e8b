package dev.storystreamer.core;

import java.time.Duration;

/**
 * The deadlines of one story, as times of {@link Scheduler#nanoTime}.
 *
 * @param deadline when the story must end, so that the last message can be delivered
 * @param textDeadline when waiting text is given up: the rest of the time is for the last message
 * @param hardDeadline when the story ends without waiting for a message
 */
record Deadlines(long deadline, long textDeadline, long hardDeadline) {

    static Deadlines of(long now, Duration timeLeft, Duration endingReserve) {
        long end = now + timeLeft.toNanos();
        long reserve = endingReserve.toNanos();
        return new Deadlines(end - reserve, end - reserve / 2, end - reserve / 4);
    }
}
