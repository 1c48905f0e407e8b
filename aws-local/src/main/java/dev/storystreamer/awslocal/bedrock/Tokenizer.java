package dev.storystreamer.awslocal.bedrock;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Splits text into the tokens of the fake model: a word with the space before it, or a part of a word. */
final class Tokenizer {

    private static final Pattern WORD = Pattern.compile("\\s*(?:[\\p{L}\\p{M}\\p{N}']+|.|$)", Pattern.DOTALL);
    private static final int LONG_WORD_LENGTH = 7;
    private static final int STEM_LENGTH = 4;

    private Tokenizer() {}

    /** The tokens, joined, are the text. Some long words are split, never inside a code point. */
    static List<String> split(String text, Random random) {
        var tokens = new ArrayList<String>();
        Matcher matcher = WORD.matcher(text);
        while (matcher.find()) {
            String word = matcher.group();
            if (word.length() > LONG_WORD_LENGTH && random.nextBoolean()) {
                int cut = word.offsetByCodePoints(0, Math.min(STEM_LENGTH, word.codePointCount(0, word.length())));
                add(tokens, word.substring(0, cut));
                add(tokens, word.substring(cut));
            } else {
                add(tokens, word);
            }
        }
        return tokens;
    }

    private static void add(List<String> tokens, String token) {
        if (!token.isEmpty()) {
            tokens.add(token);
        }
    }

    /** Joins adjacent tokens, evenly, to the given number of tokens. */
    static List<String> join(List<String> tokens, int count) {
        var joined = new ArrayList<String>(count);
        for (int i = 0; i < count; i++) {
            int from = (int) ((long) i * tokens.size() / count);
            int to = (int) ((long) (i + 1) * tokens.size() / count);
            joined.add(String.join("", tokens.subList(from, to)));
        }
        return joined;
    }
}
