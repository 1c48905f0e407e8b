package dev.storystreamer.core;

import java.time.Duration;

/**
 * The deadlines of one story, as times of {@link Scheduler#nanoTime}.
 *
 * @param ending when the story must end, so that the last message can be delivered
 * @param text when waiting text is given up: the rest of the time is for the last message
 * @param last when the story ends without waiting for a message
 */
record Deadlines(long ending, long text, long last) {

    static Deadlines of(long now, Duration timeLeft, Duration endingReserve) {
        long end = now + timeLeft.toNanos();
        long reserve = endingReserve.toNanos();
        return new Deadlines(end - reserve, end - reserve / 2, end - reserve / 4);
    }
}
