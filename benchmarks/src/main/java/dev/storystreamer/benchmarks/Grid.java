package dev.storystreamer.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The contenders over many paces of the model and of posts: one process of each on each JDK, which tells one story for
 * each pace and round, in turns.
 */
public final class Grid {

    /** Stories of each process before its first cell, as fast as they go. */
    static final int WARM_UPS = 10;

    private final FunctionPackage functions;
    private final int rounds;
    private final int deltas;
    private final List<Cell> cells;
    private final Bursts bursts;
    private final List<GridStory> told = new ArrayList<>();

    Grid(FunctionPackage functions, int rounds, int deltas, List<Cell> cells) {
        this.functions = functions;
        this.rounds = rounds;
        this.deltas = deltas;
        this.cells = List.copyOf(cells);
        this.bursts = Bursts.load(deltas);
    }

    /**
     * Measures, prints the tables and writes them, with plots, into {@code docs/performance.md}. {@code GRID_T} (2,6,20,48),
     * {@code GRID_L} (5,20,50) and {@code DELTAS} (500) of the environment change the size.
     *
     * @param args the root of the built project, rounds
     * @throws IOException if a package cannot be unpacked
     * @throws InterruptedException if interrupted
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        Path project = Path.of(args[0]);
        List<Integer> intervals = Bounds.numbers("GRID_T", List.of(2, 6, 20, 48));
        List<Integer> posts = Bounds.numbers("GRID_L", List.of(5, 20, 50));
        Grid grid = new Grid(
                FunctionPackage.unpackStored(project),
                Integer.parseInt(args[1]),
                Bounds.number("DELTAS", 500),
                Cell.all(intervals, posts));
        GridReport report = grid.run(Jdk.toMeasure(), System.err);
        System.out.println(report.markdown());
        report.write(new PerformancePage(project));
    }

    GridReport run(List<Jdk> jdks, PrintStream progress) throws IOException, InterruptedException {
        progress.printf(Locale.ROOT, "%s: about %.0f minutes%n", jdks, seconds() * jdks.size() / 60);
        for (Jdk jdk : jdks) {
            List<Course> courses = new ArrayList<>();
            try {
                for (Contender contender : Contender.ALL) {
                    courses.add(warm(jdk, contender));
                }
                run(jdk, courses, progress);
            } finally {
                courses.forEach(Course::close);
            }
        }
        return new GridReport(Setting.describe(functions), rounds, deltas, told);
    }

    private double seconds() {
        double perRound = cells.stream()
                .mapToDouble(cell -> Contender.ALL.stream()
                        .mapToDouble(contender -> cell.seconds(contender, deltas, bursts))
                        .sum())
                .sum();
        double warming = Contender.ALL.stream()
                .mapToDouble(
                        contender -> WARM_UPS * Plan.seconds(contender, Plan.WARM_UP_MS, Plan.WARM_UP_MS, deltas) + 3)
                .sum();
        return perRound * rounds + warming;
    }

    private Course warm(Jdk jdk, Contender contender) throws IOException, InterruptedException {
        Course course = new Course(
                functions,
                contender,
                Plan.pace(Plan.WARM_UP_MS, Plan.WARM_UP_MS, deltas),
                jdk,
                Trial.LAMBDA_LIKE,
                Map.of());
        for (int story = 0; story < WARM_UPS; story++) {
            course.tell("WARMTH " + story);
        }
        return course;
    }

    private void run(Jdk jdk, List<Course> courses, PrintStream progress) throws InterruptedException {
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < courses.size(); i++) {
            order.add(i);
        }
        for (int round = 0; round < rounds; round++) {
            for (Cell cell : cells) {
                progress.printf(
                        "%s, round %d of %d: deltas %s, posts of %d ms%n",
                        jdk, round + 1, rounds, cell.stream(), cell.postMs());
                for (int i : order) {
                    cell.apply(courses.get(i), deltas, bursts);
                    Measurement measured = courses.get(i).tell("STORY " + round);
                    told.add(new GridStory(jdk, Contender.ALL.get(i), round, cell, measured));
                }
                Collections.rotate(order, -1);
            }
        }
    }
}
