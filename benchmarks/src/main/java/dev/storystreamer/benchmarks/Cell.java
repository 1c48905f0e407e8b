package dev.storystreamer.benchmarks;

import java.util.ArrayList;
import java.util.List;

/**
 * One pace of the model and of posts.
 *
 * @param intervalMs between two deltas; {@link #IN_BURSTS} for the stream of {@link Bursts}
 * @param postMs how long a post takes
 */
record Cell(int intervalMs, int postMs) {

    static final int IN_BURSTS = -1;

    static List<Cell> all(List<Integer> intervals, List<Integer> posts) {
        List<Cell> cells = new ArrayList<>();
        for (int post : posts) {
            intervals.forEach(interval -> cells.add(new Cell(interval, post)));
            cells.add(new Cell(IN_BURSTS, post));
        }
        return cells;
    }

    boolean inBursts() {
        return intervalMs == IN_BURSTS;
    }

    /** How the model speaks: such as {@code 6 ms}, or {@code in bursts}. */
    String stream() {
        return inBursts() ? "in bursts" : intervalMs + " ms";
    }

    /** Lets a course's model and posts go at this pace. */
    void apply(Course course, int deltas, Bursts bursts) {
        course.setPace(Plan.pace(inBursts() ? 0 : intervalMs, postMs, deltas));
        course.play(inBursts() ? bursts.script() : null);
    }

    double seconds(Contender contender, int deltas, Bursts bursts) {
        return Plan.seconds(contender, inBursts() ? bursts.meanGapMs() : intervalMs, postMs, deltas);
    }
}
