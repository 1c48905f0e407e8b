package dev.storystreamer.core;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The timers of one story. Not thread-safe; a timer that has already gone off may still call when it is cancelled. */
final class Timers {

    final Alarm silence;
    final Alarm deadline;
    final Alarm retry;
    final Alarm gap;
    final Alarm lastResort;

    Timers(Scheduler scheduler) {
        silence = new Alarm(scheduler);
        deadline = new Alarm(scheduler);
        retry = new Alarm(scheduler);
        gap = new Alarm(scheduler);
        lastResort = new Alarm(scheduler);
    }

    void cancelAllButLastResort() {
        silence.cancel();
        deadline.cancel();
        retry.cancel();
        gap.cancel();
    }

    void cancelAll() {
        cancelAllButLastResort();
        lastResort.cancel();
    }

    /** One timer, set and set again. */
    static final class Alarm {

        private final Scheduler scheduler;
        private Scheduler.@Nullable Timer timer;

        Alarm(Scheduler scheduler) {
            this.scheduler = scheduler;
        }

        void set(long nanos, Runnable task) {
            cancel();
            timer = scheduler.schedule(task, Duration.ofNanos(nanos));
        }

        void cancel() {
            if (timer != null) {
                timer.cancel();
                timer = null;
            }
        }
    }
}
