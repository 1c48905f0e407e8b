package dev.storystreamer.awslocal.recording;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The posts and the calls of the model so far, up to a capacity; beyond it, the oldest are dropped. Thread-safe: one lock
 * guards all fields.
 */
public final class Recording {

    private final int capacity;
    private final Deque<RecordedPost> posts = new ArrayDeque<>();
    private final Deque<ModelCall> modelCalls = new ArrayDeque<>();
    private final Map<String, Integer> postsInProgress = new HashMap<>();
    private int maxConcurrentPosts;
    private long acceptedPosts;

    public Recording(int capacity) {
        this.capacity = capacity;
    }

    /** {@return a copy of the posts, in the order in which they were recorded} */
    public synchronized List<RecordedPost> posts() {
        return new ArrayList<>(posts);
    }

    /** {@return a copy of the calls of the model, in the order of their arrival} */
    public synchronized List<ModelCall> modelCalls() {
        return new ArrayList<>(modelCalls);
    }

    /** {@return the maximum number of simultaneous posts to one connection; 1 if no two posts overlapped} */
    public synchronized int maxConcurrentPosts() {
        return maxConcurrentPosts;
    }

    /** {@return the number of posts with status 200, dropped ones included} */
    public synchronized long acceptedPosts() {
        return acceptedPosts;
    }

    /**
     * Waits until a condition is true.
     *
     * @param condition evaluated when a post starts or finishes, when a call of the model arrives or ends, and after
     *     {@link #clear}, but not for each delta
     * @param timeout the maximum time to wait
     * @throws InterruptedException if the waiting thread is interrupted
     * @throws AssertionError if the condition is still false after the timeout
     */
    public synchronized void await(Predicate<Recording> condition, Duration timeout) throws InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (!condition.test(this)) {
            long millis = (deadline - System.nanoTime()) / 1_000_000;
            if (millis <= 0) {
                throw new AssertionError("condition is false after " + timeout + "; recorded: " + posts.size()
                        + " posts and " + modelCalls.size() + " model calls");
            }
            wait(millis);
        }
    }

    /** Removes all records and resets the counters. */
    public synchronized void clear() {
        posts.clear();
        modelCalls.clear();
        maxConcurrentPosts = 0;
        acceptedPosts = 0;
        notifyAll();
    }

    /** Counts a post that has no response yet. */
    public synchronized void postStarted(String connectionId) {
        int inProgress = postsInProgress.merge(connectionId, 1, Integer::sum);
        maxConcurrentPosts = Math.max(maxConcurrentPosts, inProgress);
        notifyAll();
    }

    /** Records a post; call this before the response is sent, because the caller may post again at once. */
    public synchronized void postFinished(RecordedPost post) {
        postsInProgress.computeIfPresent(post.connectionId(), (id, count) -> count == 1 ? null : count - 1);
        if (post.isAccepted()) {
            acceptedPosts++;
        }
        add(posts, post);
    }

    /** Records a call of the model, and notifies the waiting threads again when its stream ends. */
    public synchronized void add(ModelCall call) {
        add(modelCalls, call);
        var unused = call.closed().thenRun(this::signalChange);
    }

    private synchronized void signalChange() {
        notifyAll();
    }

    private <T> void add(Deque<T> queue, T item) {
        if (capacity > 0) {
            if (queue.size() == capacity) {
                queue.removeFirst();
            }
            queue.addLast(item);
        }
        notifyAll();
    }
}
