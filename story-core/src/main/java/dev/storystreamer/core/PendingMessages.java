package dev.storystreamer.core;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * What waits for the client, in order. Text joins the text before it, reasoning the reasoning before it; nothing else is
 * joined, and nothing is overtaken. Not thread-safe.
 */
final class PendingMessages {

    private enum Kind {
        NONE,
        TEXT,
        REASONING
    }

    /** Complete messages, in front of the run. */
    private final Deque<ClientMessage> messages = new ArrayDeque<>();

    /** The run of words at the very end, which still grows: as it came while it is one piece, then in the builder. */
    private @Nullable String piece;

    private final StringBuilder run = new StringBuilder();

    private Kind runKind = Kind.NONE;
    private int waitingChars;

    void add(ClientMessage message) {
        if (message instanceof ClientMessage.Text text) {
            addText(text.text());
        } else if (message instanceof ClientMessage.Reasoning reasoning) {
            addWords(Kind.REASONING, reasoning.text());
        } else {
            closeRun();
            messages.add(message);
        }
    }

    void addText(String text) {
        addWords(Kind.TEXT, text);
    }

    private void addWords(Kind kind, String words) {
        if (runKind != kind) {
            closeRun();
            runKind = kind;
            piece = words;
        } else {
            intoTheBuilder();
            run.append(words);
        }
        waitingChars += words.length();
    }

    private void intoTheBuilder() {
        if (piece != null) {
            run.append(piece);
            piece = null;
        }
    }

    private void closeRun() {
        if (runKind != Kind.NONE) {
            messages.add(words(runKind, takeRun()));
        }
    }

    private String takeRun() {
        String words = piece;
        if (words == null) {
            words = run.toString();
            run.setLength(0);
        }
        piece = null;
        runKind = Kind.NONE;
        return words;
    }

    /**
     * Takes the next message, its words no more than one frame holds.
     *
     * @param moreMayCome whether the run may still grow: then half a surrogate pair at its end waits for the other half
     */
    @Nullable ClientMessage poll(boolean moreMayCome) {
        ClientMessage head = messages.poll();
        if (head == null) {
            return runKind == Kind.NONE ? null : pollRun(moreMayCome);
        }
        if (head instanceof ClientMessage.Text text) {
            return pollWords(Kind.TEXT, text.text());
        }
        if (head instanceof ClientMessage.Reasoning reasoning) {
            return pollWords(Kind.REASONING, reasoning.text());
        }
        return head;
    }

    private ClientMessage pollWords(Kind kind, String all) {
        int fits = JsonText.prefixWithin(all, ClientSink.MAX_TEXT_BYTES);
        if (fits < all.length()) {
            messages.addFirst(words(kind, all.substring(fits)));
        }
        waitingChars -= fits;
        return words(kind, all.substring(0, fits));
    }

    private @Nullable ClientMessage pollRun(boolean moreMayCome) {
        Kind kind = runKind;
        String all = takeRun();
        int fits = JsonText.prefixWithin(all, ClientSink.MAX_TEXT_BYTES);
        if (moreMayCome && fits == all.length() && endsInHalfAPair(all)) {
            fits--;
        }
        if (fits < all.length()) {
            runKind = kind;
            piece = all.substring(fits);
        }
        waitingChars -= fits;
        boolean onlyHalfAPair = fits == 0 && !all.isEmpty();
        return onlyHalfAPair ? null : words(kind, all.substring(0, fits));
    }

    private static boolean endsInHalfAPair(String text) {
        return !text.isEmpty() && Character.isHighSurrogate(text.charAt(text.length() - 1));
    }

    private static ClientMessage words(Kind kind, String words) {
        return kind == Kind.TEXT ? new ClientMessage.Text(words) : new ClientMessage.Reasoning(words);
    }

    boolean isEmpty() {
        return messages.isEmpty() && runKind == Kind.NONE;
    }

    /** Whether words wait and nothing else does. */
    boolean isOnlyText() {
        return messages.isEmpty() && runKind != Kind.NONE;
    }

    int waitingChars() {
        return waitingChars;
    }

    void clear() {
        messages.clear();
        run.setLength(0);
        piece = null;
        runKind = Kind.NONE;
        waitingChars = 0;
    }
}
