package dev.storystreamer.core.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storystreamer.core.StoryChunk;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Records the signals of a publisher and checks them against Reactive Streams. Violations are: more chunks than
 * requested, a second subscription, and signals that overlap or follow the end. {@link #assertNoViolations},
 * {@link #awaitCompletion} and {@link #awaitFailure} report them.
 */
public final class RecordingSubscriber implements Flow.Subscriber<StoryChunk> {

    private static final long TIMEOUT_SECONDS = 20;

    private final long demandPerChunk;

    // Guarded by this.
    private final List<StoryChunk> chunks = new ArrayList<>();
    private final List<String> violations = new ArrayList<>();
    private Flow.Subscription subscription;
    private long requested;
    private int completions;
    private Throwable failure;
    private boolean cancelled;
    private boolean signalling;

    private RecordingSubscriber(long demandPerChunk) {
        this.demandPerChunk = demandPerChunk;
    }

    /**
     * Creates a subscriber that requests nothing by itself.
     *
     * @return the subscriber
     */
    public static RecordingSubscriber withoutDemand() {
        return new RecordingSubscriber(0);
    }

    /**
     * Creates a subscriber that requests one chunk in {@code onSubscribe} and another in each {@code onNext}.
     *
     * @return the subscriber
     */
    public static RecordingSubscriber oneByOne() {
        return new RecordingSubscriber(1);
    }

    @Override
    public void onSubscribe(Flow.Subscription newSubscription) {
        synchronized (this) {
            if (subscription != null) {
                violations.add("a second onSubscribe");
                return;
            }
            subscription = newSubscription;
            notifyAll();
        }
        if (demandPerChunk > 0) {
            request(demandPerChunk);
        }
    }

    @Override
    public void onNext(StoryChunk chunk) {
        enter("onNext");
        synchronized (this) {
            chunks.add(chunk);
            if (chunks.size() > requested) {
                violations.add("chunk " + chunks.size() + " of " + requested + " requested");
            }
            signalling = false;
            notifyAll();
        }
        if (demandPerChunk > 0) {
            request(demandPerChunk);
        }
    }

    @Override
    public void onComplete() {
        enter("onComplete");
        synchronized (this) {
            completions++;
            signalling = false;
            notifyAll();
        }
    }

    @Override
    public void onError(Throwable error) {
        enter("onError");
        synchronized (this) {
            failure = error;
            signalling = false;
            notifyAll();
        }
    }

    private synchronized void enter(String signal) {
        if (subscription == null) {
            violations.add(signal + " before onSubscribe");
        }
        if (signalling) {
            violations.add(signal + " while another signal runs");
        }
        if (hasEnded()) {
            violations.add(signal + " after the end");
        }
        signalling = true;
    }

    /**
     * Requests chunks.
     *
     * @param count how many
     */
    public void request(long count) {
        Flow.Subscription current;
        synchronized (this) {
            current = subscription;
            long sum = requested + Math.max(0, count);
            requested = sum < 0 ? Long.MAX_VALUE : sum;
        }
        current.request(count);
    }

    /** Cancels the subscription. */
    public void cancel() {
        Flow.Subscription current;
        synchronized (this) {
            current = subscription;
            cancelled = true;
        }
        current.cancel();
    }

    /**
     * Waits for chunks.
     *
     * @param count how many in all
     * @return all chunks so far
     */
    public synchronized List<StoryChunk> awaitChunks(int count) {
        await(() -> chunks.size() >= count || hasEnded(), count + " chunks");
        assertThat(chunks).as("chunks before the end: %s", failure).hasSizeGreaterThanOrEqualTo(count);
        return List.copyOf(chunks);
    }

    /**
     * Waits for {@code onComplete}.
     *
     * @return all chunks
     */
    public synchronized List<StoryChunk> awaitCompletion() {
        await(this::hasEnded, "the end");
        assertThat(failure).as("failure").isNull();
        assertNoViolations();
        return List.copyOf(chunks);
    }

    /**
     * Waits for {@code onError}.
     *
     * @return the error
     */
    public synchronized Throwable awaitFailure() {
        await(this::hasEnded, "the end");
        assertThat(failure).as("failure").isNotNull();
        assertNoViolations();
        return failure;
    }

    private boolean hasEnded() {
        return completions > 0 || failure != null;
    }

    private void await(BooleanSupplier condition, String what) {
        long timeoutAt = System.nanoTime() + TimeUnit.SECONDS.toNanos(TIMEOUT_SECONDS);
        while (!condition.getAsBoolean()) {
            long left = TimeUnit.NANOSECONDS.toMillis(timeoutAt - System.nanoTime());
            if (left <= 0) {
                throw new AssertionError("timed out waiting for " + what + "; chunks so far: " + chunks);
            }
            try {
                wait(left);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError("interrupted while waiting for " + what, e);
            }
        }
    }

    /** {@return all chunks so far} */
    public synchronized List<StoryChunk> chunks() {
        return List.copyOf(chunks);
    }

    /** Asserts that there was no violation, and no signal of the end after a cancel. */
    public synchronized void assertNoViolations() {
        assertThat(violations).as("violations of Reactive Streams").isEmpty();
        assertThat(completions).as("completions").isLessThanOrEqualTo(1);
        if (cancelled) {
            assertThat(hasEnded()).as("a signal of the end after cancel").isFalse();
        }
    }
}
