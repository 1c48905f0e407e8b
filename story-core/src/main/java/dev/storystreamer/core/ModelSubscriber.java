package dev.storystreamer.core;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * One call of the model: passes its signals to a {@link StorySession} and counts the demand.
 *
 * <p>It requests chunks in batches.
 */
final class ModelSubscriber implements Flow.Subscriber<StoryChunk> {

    /** The most chunks requested and not yet received: usually some 100 bytes each. */
    private static final int WINDOW = 32;

    private final StorySession session;

    /** Written once, by onSubscribe; read by the session's loop. */
    private volatile Flow.@Nullable Subscription subscription;

    /** Chunks requested and not yet received. Guarded by the session's lock. */
    private int outstanding;

    ModelSubscriber(StorySession session) {
        this.session = session;
    }

    @Override
    public void onSubscribe(Flow.Subscription newSubscription) {
        requireNonNull(newSubscription, "subscription");
        if (subscription != null) {
            newSubscription.cancel(); // RS 2.5
            return;
        }
        subscription = newSubscription;
        session.onSubscribed(this);
    }

    @Override
    public void onNext(StoryChunk chunk) {
        session.onChunk(this, requireNonNull(chunk, "chunk"));
    }

    @Override
    public void onComplete() {
        session.onStreamEnd(this);
    }

    @Override
    public void onError(Throwable failure) {
        session.onStreamFailure(this, requireNonNull(failure, "failure"));
    }

    /** Counts one chunk. Returns whether more should be requested. Requires the session's lock. */
    boolean countReceived() {
        outstanding--;
        return outstanding <= WINDOW / 2;
    }

    /** Requires the session's lock. */
    boolean hasOutstanding() {
        return outstanding > 0;
    }

    /** Returns how many chunks to request now, and counts them as outstanding. Requires the session's lock. */
    int nextDemand() {
        if (subscription == null || outstanding > WINDOW / 2) {
            return 0;
        }
        int demand = WINDOW - outstanding;
        outstanding = WINDOW;
        return demand;
    }

    /** Requests chunks, none if the demand is 0. Called only by the session's loop. */
    void request(int demand) {
        Flow.Subscription current = subscription;
        if (current != null && demand > 0) {
            current.request(demand);
        }
    }

    /** Called only by the session's loop. */
    void cancel() {
        Flow.Subscription current = subscription;
        if (current != null) {
            current.cancel();
        }
    }
}
