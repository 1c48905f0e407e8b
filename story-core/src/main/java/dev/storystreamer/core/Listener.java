package dev.storystreamer.core;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The client that gets a story: the messages that wait for it, in order, and the one in flight. Text is joined to the
 * text directly before it, and reasoning to the reasoning directly before it. Pure, as {@link SessionState}.
 */
final class Listener {

    /** Whether the client got all that was sent. */
    enum State {
        OPEN,
        FAILED,
        GONE
    }

    private record Waiting(ClientMessage message, int chunks) {}

    private final RelayOptions options;

    /** Messages to which nothing is joined any more. */
    private final Deque<Waiting> complete = new ArrayDeque<>();

    /** The text or reasoning after them, to which more may be joined. */
    private final StringBuilder run = new StringBuilder();

    private boolean isRunReasoning;

    /** The chunks of the run; 0 if there is no run. */
    private int runChunks;

    // With those in flight.
    private int waitingChars;
    private int waitingChunks;

    private @Nullable Waiting inFlight;
    private long inFlightSince;
    private long nextTextAt;
    private State state = State.OPEN;

    Listener(RelayOptions options, long now) {
        this.options = options;
        this.nextTextAt = now;
    }

    State state() {
        return state;
    }

    void add(ClientMessage message) {
        waitingChunks++;
        if (message instanceof ClientMessage.Text text) {
            join(text.text(), false);
        } else if (message instanceof ClientMessage.Reasoning reasoning) {
            join(reasoning.text(), true);
        } else {
            completeRun();
            complete.add(new Waiting(message, 1));
        }
    }

    private void join(String text, boolean isReasoning) {
        if (isReasoning != isRunReasoning) {
            completeRun();
        }
        isRunReasoning = isReasoning;
        run.append(text);
        runChunks++;
        waitingChars += text.length();
    }

    private void completeRun() {
        if (runChunks > 0) {
            complete.add(takeRun(run.length()));
        }
    }

    private Waiting takeRun(int chars) {
        String text = run.substring(0, chars);
        int chunksLeft = chars < run.length() ? 1 : 0; // an unpaired surrogate, part of the latest chunk
        Waiting taken = new Waiting(
                isRunReasoning ? new ClientMessage.Reasoning(text) : new ClientMessage.Text(text),
                runChunks - chunksLeft);
        run.delete(0, chars);
        runChunks = chunksLeft;
        return taken;
    }

    /** Returns whether so much waits that no more chunks should be requested. */
    boolean isFull() {
        return waitingChars >= options.maxWaitingChars() || waitingChunks >= options.maxWaitingChunks();
    }

    /** Returns when the next message may be sent; {@code now} if it is due. */
    long nextMessageAt(long now) {
        return complete.isEmpty() && runChunks > 0 ? nextTextAt : now;
    }

    /**
     * Takes the next waiting message, which is in flight from now on. Returns null if none waits.
     *
     * @param moreMayCome whether text may still be joined: then an unpaired high surrogate at the very end waits
     */
    @Nullable ClientMessage takeNext(long now, boolean moreMayCome) {
        Waiting next = complete.poll();
        if (next == null) {
            int length = run.length();
            int chars = moreMayCome && length > 0 && Character.isHighSurrogate(run.charAt(length - 1))
                    ? length - 1
                    : length;
            if (runChunks == 0 || (chars == 0 && length > 0)) {
                return null;
            }
            next = takeRun(chars);
        }
        inFlight = next;
        inFlightSince = now;
        return next.message();
    }

    private static int chars(ClientMessage message) {
        if (message instanceof ClientMessage.Text text) {
            return text.text().length();
        }
        return message instanceof ClientMessage.Reasoning reasoning
                ? reasoning.text().length()
                : 0;
    }

    /** Puts the last message in flight. */
    void send(ClientMessage.Ended ended) {
        inFlight = new Waiting(ended, 0);
    }

    boolean isSending() {
        return inFlight != null;
    }

    boolean isSendingText() {
        return inFlight != null && inFlight.message() instanceof ClientMessage.Text;
    }

    /** Records that the message in flight was accepted; returns whether it was the last one of the story. */
    boolean accepted(ClientSink.Delivery delivery) {
        Waiting accepted = inFlight;
        if (accepted == null) {
            return false;
        }
        inFlight = null;
        waitingChars -= chars(accepted.message());
        waitingChunks -= accepted.chunks();
        if (delivery.posts() > 0 && isContent(accepted.message())) {
            nextTextAt = inFlightSince + options.minPostInterval().toNanos();
        }
        return accepted.message() instanceof ClientMessage.Ended;
    }

    private static boolean isContent(ClientMessage message) {
        return message instanceof ClientMessage.Text || message instanceof ClientMessage.Reasoning;
    }

    /** Records that the message in flight was not delivered; returns whether none can follow. */
    boolean failed(Throwable failure) {
        state = failure instanceof ClientGoneException ? State.GONE : State.FAILED;
        boolean last = accepted(ClientSink.Delivery.NONE);
        clear();
        return last || state == State.GONE;
    }

    /** Drops what waits. */
    void clear() {
        complete.clear();
        run.setLength(0);
        runChunks = 0;
        waitingChars = inFlight == null ? 0 : chars(inFlight.message());
        waitingChunks = inFlight == null ? 0 : inFlight.chunks();
    }

    /** Drops what waits because there is no time left for it. */
    void giveUp() {
        if (!complete.isEmpty() || runChunks > 0) {
            clear();
            state = State.FAILED;
        }
    }

    /** Records that the client gets nothing more. */
    void abandon() {
        clear();
        state = State.FAILED;
    }
}
