package dev.storystreamer.core;

import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;

/** The timers of one story, at most one of each kind. Not thread-safe. A task that is due may run although cancelled. */
final class Timers {

    enum Kind {
        /** The model has sent nothing for too long. */
        STALL,
        /** The next call of the model is due. */
        RETRY,
        /** The next post of text is allowed. */
        POST_INTERVAL,
        /** The story must end now, so that the client gets the last message in time. */
        DEADLINE,
        /** The time is over: the story ends without waiting for a post. */
        HARD_DEADLINE
    }

    private final Scheduler scheduler;
    private final Map<Kind, Scheduler.Timer> timers = new EnumMap<>(Kind.class);

    Timers(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    /** Starts a timer. Replaces the timer of the same kind. */
    void set(Kind kind, long nanos, Runnable task) {
        cancel(kind);
        timers.put(kind, scheduler.schedule(task, Duration.ofNanos(nanos)));
    }

    void cancelAllButHardDeadline() {
        EnumSet.complementOf(EnumSet.of(Kind.HARD_DEADLINE)).forEach(this::cancel);
    }

    void cancelAll() {
        cancelAllButHardDeadline();
        cancel(Kind.HARD_DEADLINE);
    }

    private void cancel(Kind kind) {
        Scheduler.Timer timer = timers.remove(kind);
        if (timer != null) {
            timer.cancel();
        }
    }
}
