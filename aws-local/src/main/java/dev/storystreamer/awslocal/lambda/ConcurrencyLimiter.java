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
 * Where functions run: each call on a thread of its own, and no more calls at a time than an account may have. Thread-safe;
 * its lock guards every field that changes.
 */
public final class ConcurrencyLimiter {

    /** Only bounds memory: how much Lambda lets wait is not documented. */
    private static final long MOST_WAITING_BYTES = 64L << 20;

    private final ExecutorService threads = Executors.newCachedThreadPool(DaemonThreads.factory("aws-local-function"));
    private final int most;
    private final Queue<Waiting> waiting = new ArrayDeque<>();
    private long waitingBytes;
    private int running;
    private boolean closed;

    public ConcurrencyLimiter(int most) {
        this.most = most;
    }

    /** Runs a call at once; false if that would be one too many. The call must not throw. */
    public synchronized boolean start(Runnable call) {
        if (closed || running == most) {
            return false;
        }
        running++;
        threads.execute(() -> run(call));
        return true;
    }

    /** Runs a call at once, or after those that wait already; false if too much waits. The call must not throw. */
    public synchronized boolean startLater(Runnable call, int bytes) {
        if (start(call)) {
            return true;
        }
        if (closed || waitingBytes + bytes > MOST_WAITING_BYTES) {
            return false;
        }
        waitingBytes += bytes;
        return waiting.add(new Waiting(call, bytes));
    }

    private void run(Runnable first) {
        for (Runnable call = first; call != null; call = next()) {
            call.run();
        }
    }

    private synchronized @Nullable Runnable next() {
        Waiting next = waiting.poll();
        if (next == null) {
            running--;
            return null;
        }
        waitingBytes -= next.bytes();
        return next.call();
    }

    /** Forgets the calls that wait, gives those under way this long, then interrupts them. */
    public void close(Duration lastCalls) {
        synchronized (this) {
            closed = true;
            waiting.clear();
        }
        threads.shutdown();
        try {
            if (!threads.awaitTermination(lastCalls.toMillis(), TimeUnit.MILLISECONDS)) {
                threads.shutdownNow();
            }
        } catch (InterruptedException e) {
            threads.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    private record Waiting(Runnable call, int bytes) {}
}
