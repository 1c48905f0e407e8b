package dev.storystreamer.core;

/**
 * The size of a text as a JSON string in UTF-8, with the fewest escapes that RFC 8259 allows.
 *
 * <p>{@code "} and {@code \} count 2 bytes, control characters and unpaired surrogates 6 (the longest escape), all other
 * code points their UTF-8 length. The quotes around the string are not counted.
 */
public final class JsonText {

    private static final int ESCAPE_BYTES = 6;

    private JsonText() {}

    /**
     * Finds how much of a text fits into a number of bytes. Never splits a code point.
     *
     * @param text the text
     * @param maxBytes the available bytes; at least 6, so that every code point fits
     * @return the length, in chars, of the longest prefix that takes at most {@code maxBytes}
     * @throws IllegalArgumentException if {@code maxBytes} is below 6
     */
    public static int prefixWithin(CharSequence text, int maxBytes) {
        if (maxBytes < ESCAPE_BYTES) {
            throw new IllegalArgumentException("maxBytes must be >= " + ESCAPE_BYTES + ": " + maxBytes);
        }
        int left = maxBytes;
        int i = 0;
        while (i < text.length()) {
            int codePoint = Character.codePointAt(text, i);
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
