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

    /** {@return the scheduler of this process, with one daemon thread, which does not keep the process alive} */
    static Scheduler shared() {
        return SharedScheduler.INSTANCE;
    }

    /** {@return a scheduler that uses {@link System#nanoTime} and an executor, which the caller shuts down} */
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
