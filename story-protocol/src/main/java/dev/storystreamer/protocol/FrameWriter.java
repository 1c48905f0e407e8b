package dev.storystreamer.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.HexFormat;

/**
 * Writes one JSON frame with the fewest escapes that RFC 8259 allows: {@code "}, {@code \}, control characters (the short
 * escapes where there are any, else lower-case hexadecimal) and unpaired surrogates, so that no char is lost.
 *
 * <p>The Rust library serde_json, of the first server of protocol 1, writes the same bytes. Gson escapes U+2028 and
 * U+2029 as well.
 */
final class FrameWriter {

    private static final int INITIAL_CHARS = 256;

    private final StringBuilder json = new StringBuilder(INITIAL_CHARS);

    /** Appends JSON as it is. */
    FrameWriter raw(String rawJson) {
        json.append(rawJson);
        return this;
    }

    /** Appends a comma, the name of a field and its value, a text. */
    FrameWriter field(String name, String text) {
        return raw(",\"" + name + "\":").string(text);
    }

    FrameWriter number(long value) {
        json.append(value);
        return this;
    }

    /** Appends a text as a JSON string, quotes included. */
    FrameWriter string(String text) {
        json.append('"');
        int codePoint;
        for (int i = 0; i < text.length(); i += Character.charCount(codePoint)) {
            codePoint = text.codePointAt(i);
            append(codePoint);
        }
        json.append('"');
        return this;
    }

    private void append(int codePoint) {
        switch (codePoint) {
            case '"', '\\' -> json.append('\\').appendCodePoint(codePoint);
            case '\b' -> json.append("\\b");
            case '\f' -> json.append("\\f");
            case '\n' -> json.append("\\n");
            case '\r' -> json.append("\\r");
            case '\t' -> json.append("\\t");
            default -> {
                // Only an unpaired surrogate is a code point of its own.
                if (codePoint < ' ' || Character.getType(codePoint) == Character.SURROGATE) {
                    json.append("\\u").append(HexFormat.of().toHexDigits((char) codePoint));
                } else {
                    json.appendCodePoint(codePoint);
                }
            }
        }
    }

    byte[] toBytes() {
        return toString().getBytes(UTF_8);
    }

    @Override
    public String toString() {
        return json.toString();
    }
}
