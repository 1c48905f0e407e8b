package dev.storystreamer.protocol;

import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * Splits a text into pieces that each fit into one frame, never inside a code point. An empty text is one empty piece.
 *
 * <p>The size of a text is its size as a JSON string in UTF-8, with the fewest escapes that RFC 8259 allows: {@code "} and
 * {@code \} count 2 bytes, control characters and unpaired surrogates 6 (the longest escape), all other code points their
 * UTF-8 length. The quotes around the string are not counted.
 */
final class FrameSplitter implements Iterator<String> {

    /**
     * The most text of one frame, in bytes. API Gateway accepts frames of up to 32 KB; the last kilobyte is for the other
     * fields of the frame.
     *
     * @see <a
     *     href="https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html">API
     *     Gateway quotas for WebSocket APIs</a>
     */
    static final int MAX_TEXT_BYTES = 31 * 1024;

    private static final int ESCAPE_BYTES = 6;

    private final String text;
    private int start;
    private boolean hasNext = true;

    FrameSplitter(String text) {
        this.text = text;
    }

    @Override
    public boolean hasNext() {
        return hasNext;
    }

    @Override
    public String next() {
        if (!hasNext) {
            throw new NoSuchElementException();
        }
        int end = endOfPiece(text, start, MAX_TEXT_BYTES);
        String piece = text.substring(start, end);
        start = end;
        hasNext = end < text.length();
        return piece;
    }

    /** Returns the end, exclusive, of the longest piece from {@code start} within {@code maxBytes}, at least 6. */
    static int endOfPiece(String text, int start, int maxBytes) {
        if (maxBytes < ESCAPE_BYTES) {
            throw new IllegalArgumentException("maxBytes must be >= " + ESCAPE_BYTES + ": " + maxBytes);
        }
        if (text.length() - start <= maxBytes / ESCAPE_BYTES) { // no char takes more than the longest escape
            return text.length();
        }
        int left = maxBytes;
        int i = start;
        while (i < text.length()) {
            int codePoint = text.codePointAt(i);
            left -= bytes(codePoint);
            if (left < 0) {
                return i;
            }
            i += Character.charCount(codePoint);
        }
        return i;
    }

    private static int bytes(int codePoint) {
        if (!Character.isBmpCodePoint(codePoint)) {
            return 4;
        }
        if (codePoint < ' ' || Character.isSurrogate((char) codePoint)) {
            return ESCAPE_BYTES;
        }
        if (codePoint == '"' || codePoint == '\\') {
            return 2;
        }
        if (codePoint < 0x80) {
            return 1;
        }
        return codePoint < 0x800 ? 2 : 3;
    }
}
