package dev.storystreamer.core;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** The clock and the alarm of a story. Thread-safe. */
public interface Scheduler {

    /**
     * Reads the clock.
     *
     * @return nanoseconds since some fixed moment, as {@link System#nanoTime}
     */
    long nanoTime();

    /**
     * Runs a task later, once.
     *
     * @param task quick and never blocking; it must not throw
     * @param delay how much later; at once if zero or negative
     * @return a way to call it off
     */
    Timer schedule(Runnable task, Duration delay);

    /** One scheduled task. */
    @FunctionalInterface
    interface Timer {
        /** Calls the task off if it has not begun. May be called more than once, on any thread. */
        void cancel();
    }

    /**
     * Uses the JDK's clock and an executor of the caller's.
     *
     * @param executor runs the tasks; stays the caller's to shut down
     * @return a scheduler on that executor
     */
    static Scheduler of(ScheduledExecutorService executor) {
        return new Scheduler() {
            @Override
            public long nanoTime() {
                return System.nanoTime();
            }

            @Override
            public Timer schedule(Runnable task, Duration delay) {
                Future<?> future = executor.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
                return () -> future.cancel(false);
            }
        };
    }
}
