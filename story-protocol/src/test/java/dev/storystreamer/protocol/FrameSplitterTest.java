package dev.storystreamer.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameSplitterTest {

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

        bytes.forEach((codePoint, count) -> assertThat(prefixWithin(codePoint + "x".repeat(20), 12))
                .as("chars in 12 bytes, after %x", codePoint.codePointAt(0))
                .isEqualTo(codePoint.length() + 12 - count));
    }

    @Test
    void splitsBeforeACodePointThatDoesNotFit() {
        assertThat(prefixWithin("abc😀", 6)).isEqualTo(3);
        assertThat(prefixWithin("ab😀", 6)).isEqualTo(4);
        assertThat(prefixWithin("", 6)).isZero();
    }

    @Test
    void rejectsALimitBelowTheLongestEscape() {
        assertThatThrownBy(() -> prefixWithin("a", 5))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("maxBytes must be >= 6: 5");
    }

    private static int prefixWithin(String text, int maxBytes) {
        return FrameSplitter.endOfPiece(text, 0, maxBytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "\"", "\u0001", "é", "\u2028", "x😀", "\uD83D"})
    void splitsALongTextIntoTheLongestPieces(String unit) {
        String text = unit.repeat(100_000);

        List<String> pieces = pieces(text);

        assertThat(String.join("", pieces)).isEqualTo(text);
        assertThat(pieces).allSatisfy(piece -> {
            assertThat(jsonBytes(piece)).isLessThanOrEqualTo(FrameSplitter.MAX_TEXT_BYTES);
            assertThat(piece).doesNotMatch("(?s)^[\\uDC00-\\uDFFF].*");
        });
        assertThat(pieces.subList(0, pieces.size() - 1))
                .allSatisfy(piece -> assertThat(jsonBytes(piece)).isGreaterThan(FrameSplitter.MAX_TEXT_BYTES - 6));
    }

    @Test
    void doesNotSplitATextThatFits() {
        for (String text : List.of("", "Hello", "a".repeat(FrameSplitter.MAX_TEXT_BYTES))) {
            assertThat(pieces(text)).containsExactly(text);
        }
        assertThat(pieces("a".repeat(FrameSplitter.MAX_TEXT_BYTES + 1))).hasSize(2);
    }

    @Test
    void hasNoPieceAfterTheLast() {
        var splitter = new FrameSplitter("Hello");
        splitter.next();

        assertThatThrownBy(splitter::next).isInstanceOf(NoSuchElementException.class);
    }

    private static List<String> pieces(String text) {
        List<String> pieces = new ArrayList<>();
        new FrameSplitter(text).forEachRemaining(pieces::add);
        return pieces;
    }

    private static int jsonBytes(String text) {
        return new FrameWriter().string(text).toString().getBytes(UTF_8).length - "\"\"".length();
    }
}
