package dev.storystreamer.core;

import org.jspecify.annotations.Nullable;

/** The client that gets a story: what waits for it and what is being sent to it. Pure, as {@link SessionState}. */
final class Listener {

    /** Whether the client got all that was sent. */
    enum State {
        OPEN,
        FAILED,
        GONE
    }

    /** The message in flight: at most one. */
    private enum InFlight {
        NOTHING,
        TEXT,
        OTHER,
        ENDED
    }

    private final PendingMessages pending = new PendingMessages();
    private final RelayOptions options;

    private State state = State.OPEN;
    private InFlight inFlight = InFlight.NOTHING;
    private long nextTextAt;

    Listener(RelayOptions options, long now) {
        this.options = options;
        this.nextTextAt = now;
    }

    State state() {
        return state;
    }

    void add(ClientMessage message) {
        pending.add(message);
    }

    void clear() {
        pending.clear();
    }

    /** Returns whether so much waits that no more chunks should be requested. */
    boolean isFull() {
        return pending.waitingChars() >= options.maxWaitingChars()
                || pending.waitingChunks() >= options.maxWaitingChunks();
    }

    boolean isSending() {
        return inFlight != InFlight.NOTHING;
    }

    boolean isSendingText() {
        return inFlight == InFlight.TEXT;
    }

    /** Returns when the next message may be sent; a time in the past if it is due. */
    long nextMessageAt(long now) {
        return pending.isRunNext() ? nextTextAt : now;
    }

    /**
     * Takes the next waiting message, which is in flight from now on. Returns null if none waits.
     *
     * @param moreMayCome whether the model may send more
     */
    @Nullable ClientMessage takeNext(long now, boolean moreMayCome) {
        boolean text = pending.isTextNext();
        boolean run = pending.isRunNext();
        ClientMessage next = pending.poll(moreMayCome);
        if (next == null) {
            return null;
        }
        if (run) {
            nextTextAt = now + options.minPostInterval().toNanos();
        }
        inFlight = text ? InFlight.TEXT : InFlight.OTHER;
        return next;
    }

    void endedInFlight() {
        inFlight = InFlight.ENDED;
    }

    /** Records that the message in flight was accepted; returns whether it was the last one of the story. */
    boolean accepted() {
        return takeInFlight() == InFlight.ENDED;
    }

    /** Records that the message in flight was not delivered; returns whether none can follow. */
    boolean failed(Throwable failure) {
        pending.clear();
        state = failure instanceof ClientGoneException ? State.GONE : State.FAILED;
        return takeInFlight() == InFlight.ENDED || state == State.GONE;
    }

    private InFlight takeInFlight() {
        InFlight taken = inFlight;
        inFlight = InFlight.NOTHING;
        return taken;
    }

    /** Records that the client gets nothing more. */
    void abandon() {
        pending.clear();
        state = State.FAILED;
    }
}
