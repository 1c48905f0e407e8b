package dev.storystreamer.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * Our function beside the same job done in other ways, on each JDK: the same model, the same posts, the same flags, each
 * contender in a process of its own, in turns.
 */
public final class Compare {

    private final FunctionPackage functions;
    private final int rounds;
    private final Plan plan;
    private final List<Trial> trials = new ArrayList<>();

    /**
     * Makes a comparison.
     *
     * @param rounds processes of each contender on each JDK
     * @param plan what each of them does
     */
    Compare(FunctionPackage functions, int rounds, Plan plan) {
        this.functions = functions;
        this.rounds = rounds;
        this.plan = plan;
    }

    /**
     * Compares, prints the tables and writes them into {@code docs/performance.md}. {@code DELTAS} (500),
     * {@code WARM_UPS} (10) and {@code STORIES} (3) of the environment change the size.
     *
     * @param args the root of the built project, rounds
     * @throws IOException if a package cannot be unpacked
     * @throws InterruptedException if interrupted
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        Path project = Path.of(args[0]);
        Plan plan = new Plan(
                6, 20, Bounds.number("DELTAS", 500), Bounds.number("WARM_UPS", 10), Bounds.number("STORIES", 3));
        Compare compare = new Compare(FunctionPackage.unpackStored(project), Integer.parseInt(args[1]), plan);
        compare.run(Jdk.toMeasure(), System.err);
        System.out.println(compare.markdown());
        compare.write(new PerformancePage(project));
    }

    void run(List<Jdk> jdks, PrintStream progress) throws IOException, InterruptedException {
        progress.printf(Locale.ROOT, "%s: about %.0f minutes%n", jdks, plan.seconds() * jdks.size() * rounds / 60);
        for (int round = 0; round < rounds; round++) {
            for (Jdk jdk : jdks) {
                for (Contender contender : inTurn(round)) {
                    progress.printf("round %d of %d, %s, %s%n", round + 1, rounds, jdk, contender.name());
                    trials.add(Trial.run(functions, jdk, contender, round, plan));
                }
            }
        }
    }

    private static List<Contender> inTurn(int round) {
        List<Contender> order = new ArrayList<>(Contender.ALL);
        Collections.rotate(order, -round);
        return order;
    }

    List<Trial> trials() {
        return List.copyOf(trials);
    }

    String markdown() throws IOException {
        StringBuilder text = new StringBuilder(Setting.describe(functions));
        text.append(String.format(
                Locale.ROOT,
                "%n%d deltas %d ms apart, posts of %d ms; %s of each contender on each JDK, in turns. Of"
                        + " each process the first story is one thing; then come %d as fast as they go, which only warm it up, and"
                        + " %d warm ones."
                        + " Medians, with the least and the most. Made by"
                        + " `DELTAS=%d WARM_UPS=%d STORIES=%d benchmarks/run compare %d`.%n",
                plan.deltas(),
                plan.intervalMs(),
                plan.postMs(),
                rounds == 1 ? "1 process" : rounds + " processes",
                plan.warmUps(),
                plan.stories(),
                plan.deltas(),
                plan.warmUps(),
                plan.stories(),
                rounds));
        for (Jdk jdk : trials.stream().map(Trial::jdk).distinct().toList()) {
            Standings standings = standings(jdk);
            text.append("\n### ").append(jdk).append("\n\n").append(standings.figures());
            text.append('\n').append(standings.ratios());
            text.append('\n').append(standings.goals(plan.postMs()));
            text.append('\n').append(standings.prices());
        }
        return text.toString();
    }

    private Standings standings(Jdk jdk) {
        return new Standings(
                trials.stream().filter(trial -> trial.jdk().equals(jdk)).toList());
    }

    void write(PerformancePage page) throws IOException {
        page.replace("compare", markdown());
        List<List<String>> rows = new ArrayList<>();
        for (Trial trial : trials) {
            rows.add(row(trial, 0, trial.first()));
            for (int story = 0; story < trial.warm().size(); story++) {
                rows.add(row(trial, story + 1 + plan.warmUps(), trial.warm().get(story)));
            }
        }
        page.csv(
                "compare",
                List.of(
                        "jdk",
                        "contender",
                        "round",
                        "story",
                        "whole",
                        "start_to_ready_ms",
                        "start_and_first_cpu_ms",
                        "peak_resident_mb",
                        "deltas",
                        "posts",
                        "first_text_lag_ms",
                        "finish_lag_ms",
                        "cpu_ms",
                        "invocation_ms",
                        "usd_per_million"),
                rows);
    }

    /** A story is numbered within its process; 0 is the first. */
    private static List<String> row(Trial trial, int story, Measurement measured) {
        return List.of(
                trial.jdk().version(),
                trial.contender().name(),
                Integer.toString(trial.round() + 1),
                Integer.toString(story),
                Boolean.toString(measured.whole()),
                Spread.number(trial.readyMs(), 1),
                Spread.number(trial.startAndFirstCpuMs(), 0),
                Spread.number(trial.peakMegabytes(), 1),
                Integer.toString(measured.deltas()),
                Integer.toString(measured.posts()),
                Spread.number(measured.firstTextLagMs(), 2),
                Spread.number(measured.finishLagMs(), 2),
                Spread.number(measured.cpuMs(), 0),
                Spread.number(measured.invocationMs(), 1),
                Spread.number(Price.ofAMillion(measured), 2));
    }
}
