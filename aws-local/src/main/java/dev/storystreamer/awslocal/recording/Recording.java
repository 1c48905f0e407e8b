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
 * What has happened in the cloud: every post and every model call, the oldest forgotten first. Thread-safe; one lock
 * guards all of it, and waiters are woken at every change.
 */
public final class Recording {

    private final int capacity;
    private final Deque<RecordedPost> posts = new ArrayDeque<>();
    private final Deque<ModelCall> modelCalls = new ArrayDeque<>();
    private final Map<String, Integer> postsUnderWay = new HashMap<>();
    private int maxConcurrentPosts;
    private long acceptedPosts;

    public Recording(int capacity) {
        this.capacity = capacity;
    }

    /**
     * Gives the posts, in the order in which they were answered.
     *
     * @return a copy
     */
    public synchronized List<RecordedPost> posts() {
        return new ArrayList<>(posts);
    }

    /**
     * Gives the model calls, in the order in which they came.
     *
     * @return a copy
     */
    public synchronized List<ModelCall> modelCalls() {
        return new ArrayList<>(modelCalls);
    }

    /**
     * Tells how many posts for one connection there were at the same time, at the most, on any connection.
     *
     * @return 0 before the first post, 1 if no two ever met
     */
    public synchronized int maxConcurrentPosts() {
        return maxConcurrentPosts;
    }

    /**
     * Counts the posts accepted since the cloud started, those forgotten included.
     *
     * @return the number of posts answered with 200
     */
    public synchronized long acceptedPosts() {
        return acceptedPosts;
    }

    /**
     * Waits until the recording is as wished.
     *
     * @param wish looked at whenever something happens
     * @param timeout the longest to wait
     * @throws InterruptedException if the waiting thread is interrupted
     * @throws AssertionError if it was not as wished in time
     */
    public synchronized void await(Predicate<Recording> wish, Duration timeout) throws InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (!wish.test(this)) {
            long millis = (deadline - System.nanoTime()) / 1_000_000;
            if (millis <= 0) {
                throw new AssertionError("after " + timeout + ": " + posts.size() + " posts and " + modelCalls.size()
                        + " model calls are recorded, and not what is waited for");
            }
            wait(millis);
        }
    }

    /** Forgets everything. */
    public synchronized void clear() {
        posts.clear();
        modelCalls.clear();
        maxConcurrentPosts = 0;
        acceptedPosts = 0;
    }

    public synchronized void postStarted(String connectionId) {
        int underWay = postsUnderWay.merge(connectionId, 1, Integer::sum);
        maxConcurrentPosts = Math.max(maxConcurrentPosts, underWay);
    }

    public synchronized void postFinished(RecordedPost post) {
        postsUnderWay.computeIfPresent(post.connectionId(), (id, count) -> count == 1 ? null : count - 1);
        if (post.isAccepted()) {
            acceptedPosts++;
        }
        add(posts, post);
    }

    public synchronized void add(ModelCall call) {
        add(modelCalls, call);
    }

    public synchronized void changed() {
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
