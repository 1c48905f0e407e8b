package dev.storystreamer.benchmarks;

import dev.storystreamer.awslocal.Pace;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * How far behind the model a client is, with joined posts and with one post per delta: the same adapters, the same
 * model, the same machine, in turns.
 */
public final class LagTable {

    private static final List<Contender> CONTENDERS = List.of(Contender.OURS, Contender.POST_PER_DELTA);

    private LagTable() {}

    /**
     * Prints the table.
     *
     * @param args the root of the built project, the deltas of a story, milliseconds between deltas, milliseconds a post
     *     takes, warm stories for each contender
     * @throws IOException if the package cannot be unpacked
     * @throws InterruptedException if interrupted
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        Pace pace = Pace.AT_ONCE
                .withFirstToken(Duration.ofMillis(300))
                .withTokens(Integer.parseInt(args[1]))
                .withTokenInterval(Duration.ofMillis(Long.parseLong(args[2])))
                .withPostLatency(Duration.ofMillis(Long.parseLong(args[3])));
        print(System.out, Path.of(args[0]), pace, Integer.parseInt(args[4]));
    }

    static void print(PrintStream out, Path project, Pace pace, int rounds) throws IOException, InterruptedException {
        FunctionPackage functions = FunctionPackage.unpack(project);
        List<Course> courses = new ArrayList<>();
        List<Measurement> first = new ArrayList<>();
        List<List<Measurement>> warm = new ArrayList<>();
        try {
            for (Contender contender : CONTENDERS) {
                Course course = new Course(functions, contender, pace, Trial.LAMBDA_LIKE);
                courses.add(course);
                warm.add(new ArrayList<>());
                first.add(course.tell("CATS"));
            }
            for (int round = 0; round < rounds; round++) {
                for (int i = 0; i < courses.size(); i++) {
                    warm.get(i).add(courses.get(i).tell("STORY " + round));
                }
            }
            printTable(out, courses, first, warm);
        } finally {
            courses.forEach(Course::close);
        }
    }

    private static void printTable(
            PrintStream out, List<Course> courses, List<Measurement> first, List<List<Measurement>> warm)
            throws IOException {
        out.println(
                "| | text whole | posts | at once | first text lag, first story | first text lag, warm | finish lag,"
                        + " warm | CPU per 1,000 deltas | peak resident |");
        out.println("|---|---|---|---|---|---|---|---|---|");
        for (int i = 0; i < courses.size(); i++) {
            List<Measurement> runs = warm.get(i);
            out.printf(
                    Locale.ROOT,
                    "| %s | %s | %.0f | %.0f | %.1f ms | %.1f ms | %.1f ms | %.0f ms | %.0f MB |%n",
                    CONTENDERS.get(i).name(),
                    runs.stream().allMatch(Measurement::whole) ? "yes" : "NO",
                    median(runs, Measurement::posts),
                    runs.stream().mapToDouble(Measurement::postsAtOnce).max().orElse(0),
                    first.get(i).firstTextLagMs(),
                    median(runs, Measurement::firstTextLagMs),
                    median(runs, Measurement::finishLagMs),
                    median(runs, run -> run.cpuMs() * 1000 / run.deltas()),
                    courses.get(i).peakResidentMegabytes());
        }
    }

    private static double median(List<Measurement> runs, ToDoubleFunction<Measurement> value) {
        return Spread.of(runs.stream().mapToDouble(value)).median();
    }
}
