package dev.storystreamer.core;

/**
 * How long a text is as a JSON string in UTF-8 with the fewest escapes that RFC 8259 allows.
 *
 * <p>{@code "} and {@code \} count 2 bytes, control characters and lone surrogates 6 (the longest escape), everything
 * else its UTF-8 length. The quotes around the string are not counted.
 */
public final class JsonText {

    private static final int ESCAPE_BYTES = 6;
    private static final int SUPPLEMENTARY_BYTES = 4;

    private JsonText() {}

    /**
     * Finds how much of a text fits. Never splits a code point.
     *
     * @param text the text
     * @param maxBytes the space there is, in bytes; at least 6, so that any one code point fits
     * @return the length, in chars, of the longest prefix that takes at most {@code maxBytes}
     * @throws IllegalArgumentException if {@code maxBytes} is below 6
     */
    public static int prefixWithin(CharSequence text, int maxBytes) {
        if (maxBytes < ESCAPE_BYTES) {
            throw new IllegalArgumentException("maxBytes must be >= " + ESCAPE_BYTES + ": " + maxBytes);
        }
        if (text.length() <= maxBytes / ESCAPE_BYTES) {
            return text.length(); // it fits, whatever it is made of
        }
        int left = maxBytes;
        int i = 0;
        while (i < text.length()) {
            boolean pair = isPairAt(text, i);
            left -= pair ? SUPPLEMENTARY_BYTES : bytes(text.charAt(i));
            if (left < 0) {
                return i;
            }
            i += pair ? 2 : 1;
        }
        return i;
    }

    private static boolean isPairAt(CharSequence text, int i) {
        return Character.isHighSurrogate(text.charAt(i))
                && i + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(i + 1));
    }

    private static int bytes(char c) {
        if (c < ' ' || Character.isSurrogate(c)) {
            return ESCAPE_BYTES;
        }
        if (c == '"' || c == '\\') {
            return 2;
        }
        if (c < 0x80) {
            return 1;
        }
        return c < 0x800 ? 2 : 3;
    }
}
