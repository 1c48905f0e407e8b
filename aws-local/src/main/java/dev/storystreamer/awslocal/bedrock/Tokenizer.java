package dev.storystreamer.awslocal.bedrock;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Cuts text into pieces of the size that a model says at a time: a word with the space before it, or part of one. */
final class Tokenizer {

    private static final Pattern WORD = Pattern.compile("\\s*(?:[\\p{L}\\p{M}\\p{N}']+|.|$)", Pattern.DOTALL);
    private static final int LONG_WORD = 7;
    private static final int STEM = 4;

    private Tokenizer() {}

    /** The pieces, joined, are the text. Long words are sometimes cut, never inside a code point. */
    static List<String> of(String text, Random random) {
        var pieces = new ArrayList<String>();
        Matcher words = WORD.matcher(text);
        while (words.find()) {
            String word = words.group();
            if (word.length() > LONG_WORD && random.nextBoolean()) {
                int cut = word.offsetByCodePoints(0, Math.min(STEM, word.codePointCount(0, word.length())));
                add(pieces, word.substring(0, cut));
                add(pieces, word.substring(cut));
            } else {
                add(pieces, word);
            }
        }
        return pieces;
    }

    private static void add(List<String> pieces, String piece) {
        if (!piece.isEmpty()) {
            pieces.add(piece);
        }
    }

    /** Joins neighbours, evenly, until there are as few pieces as wished. */
    static List<String> joined(List<String> pieces, int count) {
        var joined = new ArrayList<String>(count);
        for (int i = 0; i < count; i++) {
            int from = (int) ((long) i * pieces.size() / count);
            int to = (int) ((long) (i + 1) * pieces.size() / count);
            joined.add(String.join("", pieces.subList(from, to)));
        }
        return joined;
    }
}
