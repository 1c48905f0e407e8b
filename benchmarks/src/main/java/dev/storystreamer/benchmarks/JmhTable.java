package dev.storystreamer.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.util.Statistics;

/**
 * What our own code costs, by JMH: time and allocation, as Lambda runs Java (C1 alone, serial collector) and as a server
 * does (C2). A run of all benchmarks is written to the page; a run of some is only printed.
 */
public final class JmhTable {

    private static final String ALLOCATION = "gc.alloc.rate.norm";
    private static final List<String> LIKE_LAMBDA = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m");
    private static final List<String> LIKE_A_SERVER = List.of("-XX:+UseSerialGC", "-Xmx256m");

    private JmhTable() {}

    /**
     * Measures.
     *
     * @param args the root of the built project, then JMH's own
     * @throws IOException if the page cannot be written
     * @throws RunnerException if JMH cannot run
     * @throws CommandLineOptionException if JMH does not know an argument
     */
    public static void main(String[] args) throws IOException, RunnerException, CommandLineOptionException {
        String[] jmh = Arrays.copyOfRange(args, 1, args.length);
        List<Line> lines = lines(measure(LIKE_LAMBDA, jmh), measure(LIKE_A_SERVER, jmh));
        System.out.print(markdown(lines));
        if (lines.size() == Micro.values().length) {
            PerformancePage page = new PerformancePage(Path.of(args[0]));
            page.replace("jmh", markdown(lines));
            page.csv("jmh", Line.CSV_HEADER, lines.stream().map(Line::csv).toList());
        }
    }

    /** Runs what the arguments choose; the results by the benchmark's name, class and method. */
    static Map<String, Cost> measure(List<String> jvmFlags, String... jmh)
            throws RunnerException, CommandLineOptionException {
        Collection<RunResult> results = new Runner(new OptionsBuilder()
                        .parent(new CommandLineOptions(jmh))
                        .jvmArgsAppend(jvmFlags.toArray(String[]::new))
                        .addProfiler(GCProfiler.class)
                        .shouldFailOnError(true)
                        .build())
                .run();
        Map<String, Cost> costs = new LinkedHashMap<>();
        for (RunResult result : results) {
            String name = result.getParams().getBenchmark();
            Statistics times = result.getPrimaryResult().getStatistics();
            costs.put(
                    name.substring(JmhTable.class.getPackageName().length() + 1),
                    new Cost(
                            times.getPercentile(50),
                            times.getMin(),
                            times.getMax(),
                            Objects.requireNonNull(result.getSecondaryResults().get(ALLOCATION), ALLOCATION)
                                    .getScore()));
        }
        return costs;
    }

    private static List<Line> lines(Map<String, Cost> likeLambda, Map<String, Cost> likeAServer) {
        List<Line> lines = new ArrayList<>();
        for (Micro micro : Micro.values()) {
            Cost lambda = likeLambda.get(micro.benchmark());
            Cost server = likeAServer.get(micro.benchmark());
            if (lambda != null && server != null) {
                lines.add(new Line(micro, lambda, server));
            }
        }
        return lines;
    }

    private static String markdown(List<Line> lines) {
        StringBuilder table = new StringBuilder("""
                | | ns, C1 | B, C1 | ns, C2 | B, C2 | goal | met |
                |---|---|---|---|---|---|---|
                """);
        lines.forEach(line -> table.append(line.markdown()));
        return table.append(String.format(
                        Locale.ROOT,
                        "%nJava %s, %d processors. Times are medians of all iterations, with the least and the most. Bytes are"
                                + " allocated, and those of a delta's own characters (%.1f on the average) are not counted where there is a goal.%n",
                        Runtime.version(),
                        Runtime.getRuntime().availableProcessors(),
                        Deltas.averageBytes()))
                .toString();
    }

    /**
     * What one operation costs.
     *
     * @param nanos time, the median of all iterations
     * @param least nanos of the quickest iteration
     * @param most nanos of the slowest
     * @param bytes allocated
     */
    record Cost(double nanos, double least, double most, double bytes) {

        String time() {
            return String.format(Locale.ROOT, "%.1f (%.1f–%.1f)", nanos, least, most);
        }
    }

    private record Line(Micro micro, Cost likeLambda, Cost likeAServer) {

        static final List<String> CSV_HEADER = List.of(
                "benchmark",
                "c1_ns",
                "c1_least_ns",
                "c1_most_ns",
                "c1_bytes",
                "c2_ns",
                "c2_least_ns",
                "c2_most_ns",
                "c2_bytes",
                "met");

        String markdown() {
            return String.format(
                    Locale.ROOT,
                    "| %s | %s | %.0f | %s | %.0f | %s | %s |%n",
                    micro.label(),
                    likeLambda.time(),
                    micro.countedBytes(likeLambda),
                    likeAServer.time(),
                    micro.countedBytes(likeAServer),
                    micro.goal(),
                    verdicts());
        }

        private String verdicts() {
            return micro.goal().isEmpty()
                    ? ""
                    : "C1 " + micro.verdict(likeLambda) + ", C2 " + micro.verdict(likeAServer);
        }

        List<String> csv() {
            return List.of(
                    micro.benchmark(),
                    decimal(likeLambda.nanos()),
                    decimal(likeLambda.least()),
                    decimal(likeLambda.most()),
                    decimal(likeLambda.bytes()),
                    decimal(likeAServer.nanos()),
                    decimal(likeAServer.least()),
                    decimal(likeAServer.most()),
                    decimal(likeAServer.bytes()),
                    verdicts().replace(',', ';'));
        }

        private static String decimal(double value) {
            return String.format(Locale.ROOT, "%.1f", value);
        }
    }
}
