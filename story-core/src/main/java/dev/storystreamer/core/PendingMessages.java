package dev.storystreamer.core;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The messages that wait for the client, in order. Text is joined to the text directly before it, and reasoning to the
 * reasoning directly before it. Not thread-safe.
 */
final class PendingMessages implements ClientMessage.Cases<Integer> {

    private enum Kind {
        TEXT,
        REASONING,
        NO_TEXT
    }

    private record Entry(Kind kind, ClientMessage message, int chars, int chunks) {}

    /** Complete messages, before the run. */
    private final Deque<Entry> complete = new ArrayDeque<>();

    /** The text at the very end, to which more may be joined. */
    private final StringBuilder run = new StringBuilder();

    /** {@link Kind#NO_TEXT} if there is no run. */
    private Kind runKind = Kind.NO_TEXT;

    private int runChunks;

    private int waitingChars;
    private int waitingChunks;

    void add(ClientMessage message) {
        waitingChars += message.match(this);
        waitingChunks++;
    }

    // Each case adds a message and returns its number of chars.

    @Override
    public Integer opened() {
        return addWithoutText(new ClientMessage.Opened());
    }

    @Override
    public Integer text(String text) {
        return addToRun(Kind.TEXT, text);
    }

    @Override
    public Integer reasoning(String text) {
        return addToRun(Kind.REASONING, text);
    }

    @Override
    public Integer emptyDelta() {
        return addWithoutText(new ClientMessage.EmptyDelta());
    }

    @Override
    public Integer other() {
        return addWithoutText(new ClientMessage.Other());
    }

    @Override
    public Integer ended(Receipt receipt) {
        return addWithoutText(new ClientMessage.Ended(receipt));
    }

    private int addToRun(Kind kind, String text) {
        if (runKind != kind) {
            completeRun();
            runKind = kind;
        }
        run.append(text);
        runChunks++;
        return text.length();
    }

    private int addWithoutText(ClientMessage message) {
        completeRun();
        complete.add(new Entry(Kind.NO_TEXT, message, 0, 1));
        return 0;
    }

    private void completeRun() {
        if (runKind != Kind.NO_TEXT) {
            complete.add(removeFromRun(run.length()));
        }
    }

    private Entry removeFromRun(int chars) {
        String text = run.substring(0, chars);
        ClientMessage message = runKind == Kind.TEXT ? new ClientMessage.Text(text) : new ClientMessage.Reasoning(text);
        int left = chars == run.length() ? 0 : 1; // an unpaired surrogate, part of the latest chunk
        Entry entry = new Entry(runKind, message, chars, runChunks - left);
        run.delete(0, chars);
        runChunks = left;
        if (left == 0) {
            runKind = Kind.NO_TEXT;
        }
        return entry;
    }

    /**
     * Removes the next message.
     *
     * @param moreMayCome whether text may still be joined: then an unpaired high surrogate at the very end stays
     */
    @Nullable ClientMessage poll(boolean moreMayCome) {
        Entry next = complete.isEmpty() ? pollRun(moreMayCome) : complete.remove();
        if (next == null) {
            return null;
        }
        waitingChars -= next.chars();
        waitingChunks -= next.chunks();
        return next.message();
    }

    private @Nullable Entry pollRun(boolean moreMayCome) {
        if (runKind == Kind.NO_TEXT) {
            return null;
        }
        int chars = run.length();
        if (moreMayCome && chars > 0 && Character.isHighSurrogate(run.charAt(chars - 1))) {
            chars--;
        }
        boolean onlySurrogate = chars == 0 && run.length() > 0;
        return onlySurrogate ? null : removeFromRun(chars);
    }

    /** Returns whether the next message is text of the story. */
    boolean isTextNext() {
        Entry next = complete.peek();
        return (next == null ? runKind : next.kind()) == Kind.TEXT;
    }

    /** Returns whether the next message is text or reasoning to which more may be joined. */
    boolean isRunNext() {
        return complete.isEmpty() && runKind != Kind.NO_TEXT;
    }

    /** Returns the length of the waiting text and reasoning. */
    int waitingChars() {
        return waitingChars;
    }

    /** Returns the number of waiting messages, each joined one counted: one for each chunk. */
    int waitingChunks() {
        return waitingChunks;
    }

    void clear() {
        complete.clear();
        run.setLength(0);
        runKind = Kind.NO_TEXT;
        runChunks = 0;
        waitingChars = 0;
        waitingChunks = 0;
    }
}
