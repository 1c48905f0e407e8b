package dev.storystreamer.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FrameWriterTest {

    @Test
    void writesEveryCharSoThatItCanBeReadBack() {
        for (int c = 0; c <= Character.MAX_VALUE; c++) {
            assertReadsBack(String.valueOf((char) c));
        }
    }

    @Test
    void writesNoMoreBytesThanFrameSplitterCounts() {
        var random = new Random(7);
        int[] alphabet = {'a', '"', '\\', '\n', 1, 0x7f, 0x80, 0x7ff, 0x800, 0x2028, 0xd83d, 0xde00, 0xffff, 0x1f600};
        for (int i = 0; i < 20_000; i++) {
            var text = new StringBuilder();
            for (int length = random.nextInt(12); length > 0; length--) {
                text.appendCodePoint(alphabet[random.nextInt(alphabet.length)]);
            }
            assertReadsBack(text.toString());

            int limit = 6 + random.nextInt(40);
            String fitting = text.substring(0, FrameSplitter.endOfPiece(text.toString(), 0, limit));
            assertThat(assertReadsBack(fitting)).hasSizeLessThanOrEqualTo(limit + "\"\"".length());
        }
    }

    @Test
    void escapesOnlyUnpairedSurrogatesBeyondAscii() {
        assertThat(written("\ud83d é\u2028😀\udc00")).isEqualTo("\"\\ud83d é\u2028😀\\udc00\"");
    }

    private static byte[] assertReadsBack(String text) {
        byte[] bytes = new FrameWriter().string(text).toBytes();
        String json = new String(bytes, StandardCharsets.UTF_8);
        assertThat(json.getBytes(StandardCharsets.UTF_8)).isEqualTo(bytes); // well-formed UTF-8
        assertThat(JsonParser.parseString(json).getAsString()).isEqualTo(text);
        return bytes;
    }

    private static String written(String text) {
        return new FrameWriter().string(text).toString();
    }
}
