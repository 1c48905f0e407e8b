package dev.storystreamer.benchmarks;

import dev.storystreamer.awslocal.faults.LatencyProfile;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/**
 * What the first client of a process waits for, with and without priming: processes of each kind in turns, each with the
 * flags of Lambda's own Java, and several stories each, of which the later ones are the warm ones.
 */
public final class PrimeTable {

    private static final List<String> LAMBDA_LIKE = Stream.concat(
                    Trial.LAMBDA_LIKE.stream(), Stream.of("-Dorg.crac.Core.Compat=com.amazonaws.services.lambda.crac"))
            .toList();

    private static final int WARM_UPS = 5;
    private static final int WARM_STORIES = 5;

    private PrimeTable() {}

    /** A way to start, and what its processes showed. */
    private record Kind(
            String name,
            Map<String, String> environment,
            List<Double> ready,
            List<Double> opening,
            List<Double> firstLag,
            List<Double> warmLag) {

        Kind(String name, Map<String, String> environment) {
            this(name, environment, new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        }

        void run(FunctionPackage functions, LatencyProfile pace) throws IOException, InterruptedException {
            try (Course course = new Course(functions, Contender.OURS, pace, LAMBDA_LIKE, environment)) {
                ready.add(course.startToReady().toNanos() / 1e6);
                Measurement first = course.tell("CATS");
                opening.add(first.openingMs());
                firstLag.add(first.firstTextLagMs());
                for (int story = 0; story < WARM_UPS; story++) {
                    course.tell("WARMTH " + story);
                }
                for (int story = 0; story < WARM_STORIES; story++) {
                    warmLag.add(course.tell("STORY " + story).firstTextLagMs());
                }
            }
        }
    }

    /**
     * Prints the table.
     *
     * @param args the root of the built project, processes of each kind, milliseconds a post takes
     * @throws IOException if the package cannot be unpacked
     * @throws InterruptedException if interrupted
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        LatencyProfile pace = LatencyProfile.NO_DELAY
                .withFirstToken(Duration.ofMillis(300))
                .withTokens(30)
                .withTokenInterval(Duration.ofMillis(10))
                .withPostLatency(Duration.ofMillis(Long.parseLong(args[2])));
        print(System.out, Path.of(args[0]), pace, Integer.parseInt(args[1]));
    }

    static void print(PrintStream out, Path project, LatencyProfile pace, int processes)
            throws IOException, InterruptedException {
        FunctionPackage functions = FunctionPackage.unpack(project);
        List<Kind> kinds = List.of(
                new Kind("not primed", Map.of()),
                new Kind("primed at start (`STORY_PRIME=true`)", Map.of("STORY_PRIME", "true")),
                new Kind(
                        "primed before the snapshot, restored",
                        Map.of("AWS_LAMBDA_INITIALIZATION_TYPE", "snap-start")));
        for (int round = 0; round < processes; round++) {
            for (Kind kind : kinds) {
                kind.run(functions, pace);
            }
        }
        printTable(out, kinds);
    }

    private static void printTable(PrintStream out, List<Kind> kinds) {
        double warm =
                median(kinds.stream().flatMap(kind -> kind.warmLag().stream()).toList());
        out.println("| | ready after | first story: opening frame | first text lag | against warm | worst process |");
        out.println("|---|---|---|---|---|---|");
        for (Kind kind : kinds) {
            out.printf(
                    Locale.ROOT,
                    "| %s | %.0f ms | %.0f ms | %.1f ms | %.2f x | %.1f ms |%n",
                    kind.name(),
                    median(kind.ready()),
                    median(kind.opening()),
                    median(kind.firstLag()),
                    median(kind.firstLag()) / warm,
                    doubles(kind.firstLag()).max().orElse(0));
        }
        List<Double> all =
                kinds.stream().flatMap(kind -> kind.warmLag().stream()).toList();
        out.printf(
                Locale.ROOT,
                "| warm: stories %d to %d of every process | | | %.1f ms | 1 x | %.1f ms |%n",
                WARM_UPS + 2,
                WARM_UPS + 1 + WARM_STORIES,
                warm,
                doubles(all).max().orElse(0));
    }

    private static double median(List<Double> values) {
        return Spread.of(doubles(values)).median();
    }

    private static DoubleStream doubles(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue);
    }
}
