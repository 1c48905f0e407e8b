package dev.storystreamer.core;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Consumer;

/** The running timers of one story, at most one of each kind. Not thread-safe. A timer may fire although cancelled. */
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
    private final Consumer<Kind> onFired;
    private final Map<Kind, Scheduler.Timer> timers = new EnumMap<>(Kind.class);

    Timers(Scheduler scheduler, Consumer<Kind> onFired) {
        this.scheduler = scheduler;
        this.onFired = onFired;
    }

    /** Starts a timer. Replaces the timer of the same kind. */
    void set(Kind kind, long atNanos) {
        cancel(kind);
        Duration delay = Duration.ofNanos(atNanos - scheduler.nanoTime());
        timers.put(kind, scheduler.schedule(() -> onFired.accept(kind), delay));
    }

    void cancel(Kind kind) {
        Scheduler.Timer timer = timers.remove(kind);
        if (timer != null) {
            timer.cancel();
        }
    }
}
