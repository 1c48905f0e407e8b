package dev.storystreamer.awslocal.concurrent;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The alarms of the local cloud. Its tasks must be quick. Thread-safe. */
public final class Timers implements AutoCloseable {

    private final double timeScale;
    private final ScheduledThreadPoolExecutor timer;

    /** A time scale of 10 makes the long clocks run ten times as fast. */
    public Timers(double timeScale) {
        this.timeScale = timeScale;
        this.timer = new ScheduledThreadPoolExecutor(2, DaemonThreads.factory("aws-local-clock"));
        timer.setRemoveOnCancelPolicy(true);
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /** Shortens one of the long clocks. */
    public Duration scaled(Duration real) {
        return Duration.ofNanos((long) (real.toNanos() / timeScale));
    }

    /** Runs a task after a real time; in silence never, once closed. The result calls it off. */
    public Runnable schedule(Duration delay, Runnable task) {
        try {
            Future<?> alarm = timer.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
            return () -> alarm.cancel(false);
        } catch (RejectedExecutionException e) {
            return () -> {};
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
