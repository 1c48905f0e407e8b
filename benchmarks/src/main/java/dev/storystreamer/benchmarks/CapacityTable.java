package dev.storystreamer.benchmarks;

import dev.storystreamer.benchmarks.Capacity.Quota;
import dev.storystreamer.benchmarks.Capacity.Story;
import dev.storystreamer.benchmarks.Capacity.Way;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** {@code docs/capacity.md}: what {@link Capacity} says for slow and fast models, near and far gateways, short and long stories. */
public final class CapacityTable {

    private static final double[] INTERVALS = {0.006, 0.020, 0.048};
    private static final double[] POSTS = {0.005, 0.020, 0.050};
    private static final int[] DELTAS = {140, 500, 1_000};
    private static final Story ASKED_FOR = new Story(0.006, 0.020, 500);

    /** What the stack reserves unless told otherwise. */
    private static final int RESERVED = 20;

    private static final int[] PER_MINUTE = {1_000, 10_000, 100_000};

    private CapacityTable() {}

    /**
     * Computes, and writes the sections {@code stories} and {@code ask} of the page.
     *
     * @param args the root of the project
     * @throws IOException if the page cannot be written
     */
    public static void main(String[] args) throws IOException {
        PerformancePage page = new PerformancePage(Path.of(args[0]), "capacity");
        page.replace("stories", stories());
        page.replace("ask", ask());
        System.out.print(stories() + "\n" + ask());
    }

    static String stories() {
        StringBuilder table = new StringBuilder("""
                | T | L | deltas | posts, joined | posts, one per delta | a minute, joined | at once | breaks first | a minute, one per delta | at once | breaks first |
                |--:|--:|--:|--:|--:|--:|--:|---|--:|--:|---|
                """);
        for (int deltas : DELTAS) {
            for (double interval : INTERVALS) {
                for (double post : POSTS) {
                    table.append(line(new Story(interval, post, deltas)));
                }
            }
        }
        return table.toString();
    }

    private static String line(Story story) {
        Capacity joined = new Capacity(story, Way.JOINED);
        Capacity each = new Capacity(story, Way.POST_PER_DELTA);
        return String.format(
                Locale.ROOT,
                "| %.0f ms | %.0f ms | %,d | %,.0f | %,.0f | **%,.0f** | %,.0f | %s | **%,.0f** | %,.0f | %s |%n",
                story.interval() * 1_000,
                story.post() * 1_000,
                story.deltas(),
                joined.posts(),
                each.posts(),
                joined.storiesPerMinute(),
                joined.storiesAtOnce(),
                joined.firstToBreak().label(),
                each.storiesPerMinute(),
                each.storiesAtOnce(),
                each.firstToBreak().label());
    }

    static String ask() {
        StringBuilder table = new StringBuilder(String.format(
                Locale.ROOT,
                "For %,d deltas, T = %.0f ms, L = %.0f ms; what is above the default is bold.%n%n| | default |",
                ASKED_FOR.deltas(),
                ASKED_FOR.interval() * 1_000,
                ASKED_FOR.post() * 1_000));
        for (int perMinute : PER_MINUTE) {
            table.append(String.format(Locale.ROOT, " %,d stories a minute, joined | one post per delta |", perMinute));
        }
        table.append("\n|---|--:|").append("--:|".repeat(2 * PER_MINUTE.length)).append('\n');
        for (Quota quota : Quota.values()) {
            table.append(String.format(Locale.ROOT, "| %s | %,.0f |", quota.label(), quota.value()));
            for (int perMinute : PER_MINUTE) {
                for (Way way : List.of(Way.JOINED, Way.POST_PER_DELTA)) {
                    table.append(cell(quota, new Capacity(ASKED_FOR, way).needed(quota, perMinute)));
                }
            }
            table.append('\n');
        }
        table.append(String.format(Locale.ROOT, "| our stack's `reservedConcurrency` | %d |", RESERVED));
        for (int perMinute : PER_MINUTE) {
            for (Way way : List.of(Way.JOINED, Way.POST_PER_DELTA)) {
                table.append(cell(RESERVED, new Capacity(ASKED_FOR, way).needed(Quota.CONCURRENCY, perMinute)));
            }
        }
        table.append(String.format(
                Locale.ROOT, "%n| seconds until so many are told at once, from none, %d a second | |", Quota.REFILL));
        for (int perMinute : PER_MINUTE) {
            for (Way way : List.of(Way.JOINED, Way.POST_PER_DELTA)) {
                table.append(String.format(
                        Locale.ROOT, " %,.0f |", new Capacity(ASKED_FOR, way).secondsFromNone(perMinute)));
            }
        }
        return table.append(String.format(
                        Locale.ROOT,
                        "%n%nAs deployed, %d at once, the stack tells %,.0f of these stories a minute, joined, and %,.0f with one"
                                + " post per delta.%n",
                        RESERVED,
                        new Capacity(ASKED_FOR, Way.JOINED).storiesPerMinute(RESERVED),
                        new Capacity(ASKED_FOR, Way.POST_PER_DELTA).storiesPerMinute(RESERVED)))
                .toString();
    }

    private static String cell(Quota quota, double needed) {
        return cell(quota.value(), needed);
    }

    private static String cell(double available, double needed) {
        return String.format(Locale.ROOT, needed > available ? " **%,.0f** |" : " %,.0f |", Math.ceil(needed));
    }
}
