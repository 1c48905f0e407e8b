package dev.storystreamer.core;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * One call of the model: passes its signals on to a {@link StorySession}, and keeps count of what was asked for.
 *
 * <p>Chunks are asked for in batches of {@value #WINDOW}, so that the model's client is bothered once in a while and not
 * with every delta, and never while {@code maxWaitingChars} wait for the client. Asking goes on as soon as one post
 * has made room, so the pause is never longer than a post: far below any read timeout.
 */
final class ModelSubscriber implements Flow.Subscriber<StoryChunk> {

    /** Chunks that may be on their way at once: some 100 bytes each as a rule. */
    private static final int WINDOW = 32;

    private final StorySession telling;
    private final int maxWaitingChars;

    /** Written once, by onSubscribe; read by the telling's acting thread. */
    private volatile Flow.@Nullable Subscription subscription;

    /** Chunks asked for that have not come yet. Guarded by the telling's lock. */
    private int awaited;

    ModelSubscriber(StorySession telling, int maxWaitingChars) {
        this.telling = telling;
        this.maxWaitingChars = maxWaitingChars;
    }

    @Override
    public void onSubscribe(Flow.Subscription newSubscription) {
        requireNonNull(newSubscription, "subscription");
        if (subscription != null) {
            newSubscription.cancel(); // RS 2.5
            return;
        }
        subscription = newSubscription;
        telling.onSubscribed(this);
    }

    @Override
    public void onNext(StoryChunk chunk) {
        telling.onChunk(this, requireNonNull(chunk, "chunk"));
    }

    @Override
    public void onComplete() {
        telling.onStreamEnd(this);
    }

    @Override
    public void onError(Throwable failure) {
        telling.onStreamFailure(this, requireNonNull(failure, "failure"));
    }

    /** Counts one chunk; true if it is time to ask for more. Under the telling's lock. */
    boolean received() {
        awaited--;
        return awaited <= WINDOW / 2;
    }

    /** Whether the model owes us anything. Under the telling's lock. */
    boolean isAwaited() {
        return awaited > 0;
    }

    /** How many chunks to ask for now, which are then awaited. Under the telling's lock. */
    int demand(int waitingChars) {
        if (subscription == null || awaited > WINDOW / 2 || waitingChars >= maxWaitingChars) {
            return 0;
        }
        int more = WINDOW - awaited;
        awaited = WINDOW;
        return more;
    }

    /** Asks for chunks; 0 asks for none. By the acting thread alone. */
    void request(long more) {
        Flow.Subscription current = subscription;
        if (current != null && more > 0) {
            current.request(more);
        }
    }

    /** Ends the call. By the acting thread alone. */
    void cancel() {
        Flow.Subscription current = subscription;
        if (current != null) {
            current.cancel();
        }
    }
}
