package dev.storystreamer.core;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** A clock and timers. Thread-safe. */
public interface Scheduler {

    /** {@return nanoseconds since a fixed moment, as {@link System#nanoTime}} */
    long nanoTime();

    /**
     * Runs a task once, after a delay.
     *
     * @param task must be quick, and must neither block nor throw
     * @param delay the delay; a task with a delay of zero or less is due at once
     * @return the scheduled task
     */
    Timer schedule(Runnable task, Duration delay);

    /** One scheduled task. */
    @FunctionalInterface
    interface Timer {
        /** Cancels the task if it has not begun. May be called more than once, on any thread. */
        void cancel();
    }

    /**
     * Returns a scheduler of the process that uses {@link System#nanoTime} and one daemon thread, which does not keep the
     * process alive.
     *
     * @return the same scheduler for each call
     */
    static Scheduler shared() {
        return SharedScheduler.INSTANCE;
    }

    /**
     * Creates a scheduler that uses {@link System#nanoTime} and an executor.
     *
     * @param executor runs the tasks; the caller shuts it down
     * @return the scheduler
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
