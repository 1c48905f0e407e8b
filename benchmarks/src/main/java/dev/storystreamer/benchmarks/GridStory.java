package dev.storystreamer.benchmarks;

import java.util.List;

/** One story of the grid. */
record GridStory(Jdk jdk, Contender contender, int round, Cell cell, Measurement measured) {

    static final List<String> VALUES = List.of(
            "jdk",
            "contender",
            "round",
            "stream",
            "post_ms",
            "whole",
            "deltas",
            "posts",
            "first_text_lag_ms",
            "finish_lag_ms",
            "cpu_ms",
            "invocation_ms");

    List<String> values() {
        return List.of(
                jdk.version(),
                contender.name(),
                Integer.toString(round + 1),
                cell.stream(),
                Integer.toString(cell.postMs()),
                Boolean.toString(measured.whole()),
                Integer.toString(measured.deltas()),
                Integer.toString(measured.posts()),
                Spread.number(measured.firstTextLagMs(), 2),
                Spread.number(measured.finishLagMs(), 2),
                Spread.number(measured.cpuMs(), 0),
                Spread.number(measured.invocationMs(), 1));
    }
}
