package dev.storystreamer.benchmarks;

import dev.storystreamer.awslocal.faults.LatencyProfile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Many stories at once in one process: how far behind each client is, and what the process takes for it. */
public final class ManyTable {

    private static final int GOAL_CROWD = 32;
    private static final double GOAL_SLACK_MS = 5;
    private static final List<String> CSV_HEADER = List.of(
            "at_once",
            "rounds",
            "whole",
            "deltas",
            "posts",
            "first_text_lag_p50_ms",
            "first_text_lag_p99_ms",
            "finish_lag_p50_ms",
            "finish_lag_p99_ms",
            "cpu_ms",
            "peak_resident_mb",
            "peak_threads",
            "deltas_late_p99_ms",
            "posts_late_p99_ms");

    private final FunctionPackage functions;
    private final LatencyProfile pace;
    private final int rounds;
    private final List<Line> lines = new ArrayList<>();

    private ManyTable(FunctionPackage functions, LatencyProfile pace, int rounds) {
        this.functions = functions;
        this.pace = pace;
        this.rounds = rounds;
    }

    /**
     * Measures, and writes the section {@code many} of the page. {@code ROUNDS} (3) of the environment says how many stories
     * each client hears that are counted.
     *
     * @param args the root of the built project, the deltas of a story, milliseconds between deltas, milliseconds a post
     *     takes, then how many stories at once, one number after the other
     * @throws IOException if the package cannot be unpacked or the page not be written
     * @throws InterruptedException if interrupted
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        Path project = Path.of(args[0]);
        int[] crowds = Arrays.stream(args).skip(4).mapToInt(Integer::parseInt).toArray();
        ManyTable table = measure(
                project,
                Plan.pace(Integer.parseInt(args[2]), Integer.parseInt(args[3]), Integer.parseInt(args[1])),
                Bounds.number("ROUNDS", 3),
                crowds);
        System.out.print(table.markdown());
        PerformancePage page = new PerformancePage(project);
        page.replace("many", table.markdown());
        page.csv("many", CSV_HEADER, table.lines.stream().map(Line::csv).toList());
    }

    static ManyTable measure(Path project, LatencyProfile pace, int rounds, int... crowds)
            throws IOException, InterruptedException {
        ManyTable table = new ManyTable(FunctionPackage.unpack(project), pace, rounds);
        for (int crowd : crowds) {
            table.measure(crowd);
        }
        return table;
    }

    private void measure(int size) throws IOException, InterruptedException {
        try (Crowd crowd = new Crowd(functions, size)) {
            crowd.warmUp();
            crowd.tell(pace); // of this process the first at this pace, and not counted
            List<CrowdRound> counted = new ArrayList<>();
            for (int round = 0; round < rounds; round++) {
                counted.add(crowd.tell(pace));
            }
            lines.add(new Line(size, CrowdRound.together(counted), crowd.peakResidentMegabytes()));
        }
    }

    String markdown() {
        StringBuilder text = new StringBuilder("""
                | at once | text whole | posts of a story | first text lag p50 | p99 | finish lag p50 | p99 | CPU per 1,000 deltas | peak resident | threads | deltas late p99 | posts late p99 |
                |---|---|---|---|---|---|---|---|---|---|---|---|
                """);
        lines.forEach(line -> text.append(line.markdown()));
        text.append(String.format(
                Locale.ROOT,
                "%n%d deltas of a story, T = %d ms, L = %d ms; %d rounds together, after short stories and one round that are"
                        + " not counted. Java %s, %d processors, which the model, the gateway and the clients share:"
                        + " *deltas late* and *posts late* is how far they were behind themselves. %s%n",
                pace.tokens(),
                pace.tokenInterval().toMillis(),
                pace.postLatency().toMillis(),
                rounds,
                Runtime.version(),
                Runtime.getRuntime().availableProcessors(),
                Setting.ROAD));
        lines.stream().filter(line -> line.size() == GOAL_CROWD).forEach(line -> text.append(goal(line)));
        return text.append(growth()).append(threads()).toString();
    }

    private String goal(Line line) {
        double goal = 2.0 * pace.postLatency().toMillis() + GOAL_SLACK_MS;
        return String.format(
                Locale.ROOT,
                "%nGoal, %d at once, finish lag p99 of at most 2 L + %.0f ms = %.0f ms: %s.%n",
                GOAL_CROWD,
                GOAL_SLACK_MS,
                goal,
                line.round().isWhole() && line.round().finishLagMs(0.99) <= goal ? "met" : "MISSED");
    }

    private String growth() {
        Line fewest = lines.get(0);
        Line most = lines.get(lines.size() - 1);
        return String.format(
                Locale.ROOT,
                "%nCPU per 1,000 deltas from %d at once to %d: %.0f → %.0f ms; peak resident: %.0f → %.0f MB.%n",
                fewest.size(),
                most.size(),
                fewest.round().cpuMicrosOfDelta(),
                most.round().cpuMicrosOfDelta(),
                fewest.residentMegabytes(),
                most.residentMegabytes());
    }

    /** Which threads there are, and which there are more of with more stories. */
    private String threads() {
        Line fewest = lines.get(0);
        Line most = lines.get(lines.size() - 1);
        Map<String, Integer> more = new TreeMap<>(most.round().mostThreads());
        fewest.round().mostThreads().forEach((name, count) -> more.merge(name, -count, Integer::sum));
        more.values().removeIf(count -> count <= 0);
        return String.format(
                Locale.ROOT,
                "%nThreads with %d stories at once: %s. More than with %d: %s.%n",
                most.size(),
                names(most.round().mostThreads()),
                fewest.size(),
                more.isEmpty() ? "none" : names(more));
    }

    private static String names(Map<String, Integer> threads) {
        return threads.entrySet().stream()
                .map(entry -> entry.getValue() + " `" + entry.getKey() + "`")
                .collect(Collectors.joining(", "));
    }

    private record Line(int size, CrowdRound round, double residentMegabytes) {

        String markdown() {
            return String.format(
                    Locale.ROOT,
                    "| %d | %s | %d | %.1f ms | %.1f ms | %.1f ms | %.1f ms | %.0f ms | %.0f MB | %d | %.1f ms | %.1f ms |%n",
                    size,
                    round.isWhole()
                            ? "yes"
                            : "NO, " + (round.told() - round.stories().size()) + " are not",
                    round.postsOfStory(),
                    round.firstTextLagMs(0.5),
                    round.firstTextLagMs(0.99),
                    round.finishLagMs(0.5),
                    round.finishLagMs(0.99),
                    round.cpuMicrosOfDelta(),
                    residentMegabytes,
                    round.threads(),
                    round.harness().deltaLateMs(0.99),
                    round.harness().postLateMs(0.99));
        }

        List<String> csv() {
            return List.of(
                    Integer.toString(size),
                    Integer.toString(round.told() / size),
                    Boolean.toString(round.isWhole()),
                    Long.toString(round.deltas()),
                    Integer.toString(round.posts()),
                    decimal(round.firstTextLagMs(0.5)),
                    decimal(round.firstTextLagMs(0.99)),
                    decimal(round.finishLagMs(0.5)),
                    decimal(round.finishLagMs(0.99)),
                    decimal(round.cpuMs()),
                    decimal(residentMegabytes),
                    Integer.toString(round.threads()),
                    decimal(round.harness().deltaLateMs(0.99)),
                    decimal(round.harness().postLateMs(0.99)));
        }

        private static String decimal(double value) {
            return String.format(Locale.ROOT, "%.1f", value);
        }
    }
}
