package dev.storystreamer.core;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs one task after each {@link #trigger}, on one thread at a time. Thread-safe.
 *
 * <p>A trigger while the task runs, on the same thread too, makes the task run again after it has returned: runs never
 * overlap and never nest. Each run sees everything that happened before the triggers that led to it.
 *
 * <p>If the task throws, its exception leaves the executor's task or {@link #trigger}, and the task never runs again.
 */
public final class SerialLoop {

    private final Executor executor;
    private final Runnable task;

    /** Triggers that no completed run has covered yet. */
    private final AtomicInteger triggers = new AtomicInteger();

    /** Tells an exception of the executor from one of the task, which a direct executor passes on. */
    private volatile boolean begun;

    /**
     * Creates a loop.
     *
     * @param executor runs the loop; if it fails to run the loop, the triggering thread runs it
     * @param task does all work that is due, for any number of triggers
     */
    public SerialLoop(Executor executor, Runnable task) {
        this.executor = requireNonNull(executor, "executor");
        this.task = requireNonNull(task, "task");
    }

    /** Makes the task run: now if it is idle, otherwise again after the current run. */
    public void trigger() {
        if (triggers.getAndIncrement() != 0) {
            return;
        }
        begun = false;
        try {
            executor.execute(this::run);
        } catch (RuntimeException | Error e) { // rejected, or no thread could be created
            if (begun) {
                throw e;
            }
            run();
        }
    }

    private void run() {
        begun = true;
        int covered;
        do {
            covered = triggers.get();
            task.run();
        } while (triggers.addAndGet(-covered) != 0);
    }
}
