package dev.storystreamer.lambda;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * Lends the thread of an invocation, which would only wait, to the story it waits for: so the posts are prepared and
 * signed here, and not on the event loop that brings the next words.
 */
final class InvocationThread implements Executor {

    /** Beyond the time left: a relay ends its stories before that time, so this is for a bug, not for a story. */
    private static final Duration GRACE = Duration.ofMillis(250);

    private final BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();

    /** Guarded by this. */
    private boolean closed;

    @Override
    public synchronized void execute(Runnable task) {
        if (closed) {
            throw new RejectedExecutionException("the invocation is over");
        }
        tasks.add(task);
    }

    /**
     * Runs tasks on the calling thread until the stage completes.
     *
     * @throws CancellationException if it has not completed in time, or the thread was interrupted
     */
    <T> T workUntil(CompletionStage<T> stage, Duration timeLeft) {
        CompletableFuture<T> result = new CompletableFuture<>();
        stage.whenComplete((value, failure) -> {
            if (failure == null) {
                result.complete(value);
            } else {
                result.completeExceptionally(failure);
            }
            wakeUp(); // after the result is there: the thread looks for it once
        });
        long giveUpAt = System.nanoTime() + timeLeft.plus(GRACE).toNanos();
        try {
            while (!result.isDone()) {
                Runnable task = tasks.poll(giveUpAt - System.nanoTime(), TimeUnit.NANOSECONDS);
                if (task == null) {
                    throw new CancellationException("no end within the invocation's time");
                }
                task.run();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted");
        } finally {
            close();
        }
        return result.join();
    }

    private synchronized void wakeUp() {
        if (!closed) {
            tasks.add(() -> {});
        }
    }

    /** From here on the story's last acts run on the threads that cause them; none is left in the queue. */
    private void close() {
        synchronized (this) {
            closed = true;
        }
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }
}
