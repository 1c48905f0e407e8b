package dev.storystreamer.core;

import java.time.Duration;

/**
 * The deadlines of one story, as times of {@link Scheduler#nanoTime}, in this order.
 *
 * @param deadline when the model is cancelled
 * @param textDeadline when text is given up, whether it waits or is in flight: the rest of the time is for the last message
 * @param lastMessageDeadline when the last message is given up
 * @param hardDeadline when the story ends without waiting for the sink
 */
record Deadlines(long deadline, long textDeadline, long lastMessageDeadline, long hardDeadline) {

    static Deadlines of(long now, Duration timeLeft, Duration endingReserve) {
        long end = now + timeLeft.toNanos();
        long reserve = endingReserve.toNanos();
        return new Deadlines(end - reserve - reserve / 4, end - reserve, end - reserve / 4, end - reserve / 8);
    }
}
