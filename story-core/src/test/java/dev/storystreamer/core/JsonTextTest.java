package dev.storystreamer.core;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonTextTest {

    @Test
    void countsTheBytesOfEachKindOfCodePoint() {
        Map<String, Integer> bytes = Map.ofEntries(
                entry("a", 1),
                entry("\"", 2),
                entry("\\", 2),
                entry("é", 2),
                entry("\u07FF", 2),
                entry("\u0800", 3),
                entry("\uFFFF", 3),
                entry("😀", 4),
                entry("\u0001", 6),
                entry("\uD83D", 6),
                entry("\uDE00", 6));

        bytes.forEach((codePoint, count) -> assertThat(JsonText.prefixWithin(codePoint + "x".repeat(20), 12))
                .as("chars in 12 bytes, after %x", codePoint.codePointAt(0))
                .isEqualTo(codePoint.length() + 12 - count));
    }

    @Test
    void splitsBeforeACodePointThatDoesNotFit() {
        assertThat(JsonText.prefixWithin("abc😀", 6)).isEqualTo(3);
        assertThat(JsonText.prefixWithin("ab😀", 6)).isEqualTo(4);
        assertThat(JsonText.prefixWithin("", 6)).isZero();
    }

    @Test
    void rejectsALimitBelowTheLongestEscape() {
        assertThatThrownBy(() -> JsonText.prefixWithin("a", 5))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("maxBytes must be >= 6: 5");
    }
}
