package dev.storystreamer.benchmarks;

import java.util.List;
import java.util.stream.Stream;

/** Sizes of a run, which environment variables may change. */
final class Bounds {

    private Bounds() {}

    static int number(String variable, int usual) {
        return numbers(variable, List.of(usual)).get(0);
    }

    /** Reads numbers with commas between them, such as {@code 2,6,20}. */
    static List<Integer> numbers(String variable, List<Integer> usual) {
        String value = System.getenv(variable);
        return value == null
                ? usual
                : Stream.of(value.split(",", -1))
                        .map(number -> Integer.valueOf(number.strip()))
                        .toList();
    }
}
