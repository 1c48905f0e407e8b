package dev.storystreamer.awslocal.concurrent;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Runs tasks after a delay. The tasks must be short. Thread-safe. */
public final class Timers implements AutoCloseable {

    private final double timeScale;
    private final ScheduledThreadPoolExecutor executor;

    /** A time scale of 10 divides the scaled durations by ten. */
    public Timers(double timeScale) {
        this.timeScale = timeScale;
        this.executor = new ScheduledThreadPoolExecutor(2, DaemonThreads.factory("aws-local-timer"));
        executor.setRemoveOnCancelPolicy(true);
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /** Divides a duration by the time scale. */
    public Duration scaled(Duration duration) {
        return Duration.ofNanos((long) (duration.toNanos() / timeScale));
    }

    /** Runs a task after a delay that is not scaled; never after {@link #close}. The result cancels the task. */
    public Runnable schedule(Duration delay, Runnable task) {
        try {
            Future<?> timer = executor.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
            return () -> timer.cancel(false);
        } catch (RejectedExecutionException e) {
            return () -> {};
        }
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
