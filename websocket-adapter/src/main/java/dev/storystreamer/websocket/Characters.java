package dev.storystreamer.websocket;

/** What a text is made of. */
final class Characters {

    private Characters() {}

    /** Whether there is half a code point somewhere: a text that no UTF-8 can carry. */
    static boolean hasLoneSurrogate(String text) {
        return text.codePoints()
                .anyMatch(codePoint -> codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE);
    }
}
