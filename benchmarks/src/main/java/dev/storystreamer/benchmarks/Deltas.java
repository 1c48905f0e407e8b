package dev.storystreamer.benchmarks;

import java.util.List;
import java.util.stream.IntStream;

/** A story in pieces of the size that models send. */
final class Deltas {

    /** The deltas of a micro-benchmark's story: about 400 words. */
    static final int STORY = 512;

    private static final List<String> WORDS =
            List.of("Otto", " had", " come", " home", " late", ".", " The", " moon", " was", " bright", ",", " and");

    private Deltas() {}

    static List<String> texts() {
        return IntStream.range(0, STORY)
                .mapToObj(i -> WORDS.get(i % WORDS.size()))
                .toList();
    }
}
