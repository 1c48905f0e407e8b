package dev.storystreamer.awslocal.lambda;

import dev.storystreamer.awslocal.concurrent.DaemonThreads;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Runs invocations, each running one on its own thread, up to an account's limit on concurrency. Thread-safe; its lock
 * guards every field that changes.
 */
public final class ConcurrencyLimiter {

    /** Bounds the memory of the queue. Lambda's limit is not documented. */
    private static final long MAX_QUEUED_BYTES = 64L << 20;

    private final ExecutorService threads = Executors.newCachedThreadPool(DaemonThreads.factory("aws-local-function"));
    private final int limit;
    private final Queue<QueuedInvocation> queue = new ArrayDeque<>();
    private long queuedBytes;
    private int running;
    private boolean closed;

    public ConcurrencyLimiter(int limit) {
        this.limit = limit;
    }

    /** Runs an invocation at once; returns false if the limit is reached. The invocation must not throw. */
    synchronized boolean tryRun(Runnable invocation) {
        if (closed || running == limit) {
            return false;
        }
        running++;
        threads.execute(() -> runWithQueue(invocation));
        return true;
    }

    /** Runs an invocation at once or after the queued ones; returns false if the queue is full. It must not throw. */
    synchronized boolean runOrEnqueue(Runnable invocation, int bytes) {
        if (tryRun(invocation)) {
            return true;
        }
        if (closed || queuedBytes + bytes > MAX_QUEUED_BYTES) {
            return false;
        }
        queuedBytes += bytes;
        return queue.add(new QueuedInvocation(invocation, bytes));
    }

    private void runWithQueue(Runnable first) {
        for (Runnable next = first; next != null; next = poll()) {
            next.run();
        }
    }

    private synchronized @Nullable Runnable poll() {
        QueuedInvocation next = queue.poll();
        if (next == null) {
            running--;
            return null;
        }
        queuedBytes -= next.bytes();
        return next.invocation();
    }

    /** Drops the queue, waits for the running invocations, and interrupts them after the timeout. */
    void close(Duration timeout) {
        synchronized (this) {
            closed = true;
            queue.clear();
        }
        threads.shutdown();
        try {
            if (!threads.awaitTermination(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                threads.shutdownNow();
            }
        } catch (InterruptedException e) {
            threads.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    private record QueuedInvocation(Runnable invocation, int bytes) {}
}
