package dev.storystreamer.benchmarks;

import dev.storystreamer.awslocal.faults.LatencyProfile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToIntFunction;

/** What a delta costs in longer and longer stories, and in more and more stories at once: it should not cost more. */
public final class GrowthTable {

    private static final int[] LENGTHS = {10, 100, 1_000, 10_000, 50_000};
    private static final int[] CROWDS = {1, 10, 50, 200};
    private static final int CROWD_DELTAS = 250;

    /** Short stories are told more often: Linux counts processor time in hundredths of a second. */
    private static final int LEAST_DELTAS = 1_000;

    /** A line may be so many times as dear as the one before it, and still be as dear. */
    private static final double SAME = 1.1;

    private static final double MOST_RESIDENT_MEGABYTES = 256;

    private static final LatencyProfile LONG_PACE =
            LatencyProfile.NO_DELAY.withTokenInterval(Duration.ofMillis(1)).withPostLatency(Duration.ofMillis(5));
    private static final LatencyProfile CROWD_PACE =
            LatencyProfile.NO_DELAY.withTokenInterval(Duration.ofMillis(40)).withPostLatency(Duration.ofMillis(10));
    private static final List<String> CSV_HEADER =
            List.of("deltas", "at_once", "whole", "posts", "cpu_us_of_delta", "peak_resident_mb", "finish_lag_p99_ms");

    private final FunctionPackage functions;
    private final List<Line> lines = new ArrayList<>();

    private GrowthTable(FunctionPackage functions) {
        this.functions = functions;
    }

    /**
     * Measures, and writes the section {@code growth} of the page.
     *
     * @param args the root of the built project
     * @throws IOException if the package cannot be unpacked or the page not be written
     * @throws InterruptedException if interrupted
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        Path project = Path.of(args[0]);
        GrowthTable longer = measureLengths(project, LENGTHS);
        GrowthTable more = measureCrowds(project, CROWD_DELTAS, CROWDS);
        String markdown = longer.markdown(LONG_PACE)
                + "\n![Longer stories](performance/growth-length.svg)\n\n"
                + more.markdown(CROWD_PACE)
                + "\n![More stories at once](performance/growth-crowd.svg)\n";
        System.out.print(markdown);
        PerformancePage page = new PerformancePage(project);
        page.replace("growth", markdown);
        page.csv("growth-length", CSV_HEADER, longer.csv());
        page.csv("growth-crowd", CSV_HEADER, more.csv());
        page.plot("growth-length", longer.plot("Longer stories", "deltas of the story", Line::deltas));
        page.plot("growth-crowd", more.plot("More stories at once", "stories at once", Line::atOnce));
    }

    static GrowthTable measureLengths(Path project, int... lengths) throws IOException, InterruptedException {
        GrowthTable table = new GrowthTable(FunctionPackage.unpack(project));
        for (int deltas : lengths) {
            table.measure(LONG_PACE, deltas, 1);
        }
        return table;
    }

    static GrowthTable measureCrowds(Path project, int deltas, int... crowds) throws IOException, InterruptedException {
        GrowthTable table = new GrowthTable(FunctionPackage.unpack(project));
        for (int atOnce : crowds) {
            table.measure(CROWD_PACE, deltas, atOnce);
        }
        return table;
    }

    private void measure(LatencyProfile pace, int deltas, int atOnce) throws IOException, InterruptedException {
        try (Crowd crowd = new Crowd(functions, atOnce)) {
            crowd.warmUp();
            List<CrowdRound> rounds = new ArrayList<>();
            for (int told = 0; told < LEAST_DELTAS; told += deltas * atOnce) {
                rounds.add(crowd.tell(pace.withTokens(deltas)));
            }
            lines.add(Line.of(deltas, atOnce, CrowdRound.together(rounds), crowd.peakResidentMegabytes()));
        }
    }

    private String markdown(LatencyProfile pace) {
        StringBuilder text = new StringBuilder("""
                | deltas of a story | at once | text whole | posts of a story | CPU of a delta | peak resident | finish lag p99 |
                |---|---|---|---|---|---|---|
                """);
        lines.forEach(line -> text.append(line.markdown()));
        return text.append('\n')
                .append(verdict(lines))
                .append(String.format(
                        Locale.ROOT,
                        "%nT = %d ms, L = %d ms; Java %s, %d processors. %s%n",
                        pace.tokenInterval().toMillis(),
                        pace.postLatency().toMillis(),
                        Runtime.version(),
                        Runtime.getRuntime().availableProcessors(),
                        Setting.ROAD))
                .toString();
    }

    String markdown() {
        return markdown(LONG_PACE);
    }

    /** What became of a delta's processor time and of the memory from the first line to the last, and whether that will do. */
    static String verdict(List<Line> lines) {
        Line first = lines.get(0);
        Line last = lines.get(lines.size() - 1);
        double dearest = 1;
        for (int i = 1; i < lines.size(); i++) {
            dearest = Math.max(
                    dearest, lines.get(i).cpuMicros() / lines.get(i - 1).cpuMicros());
        }
        double most = lines.stream().mapToDouble(Line::residentMegabytes).max().orElseThrow();
        return String.format(
                Locale.ROOT,
                "CPU of a delta from %s to %s: %.0f → %.0f µs; goal, no line more than %.1f times the one before it: %.2f, %s."
                        + " Peak resident: %.0f → %.0f MB; goal, at most %.0f MB: %s.%n",
                first.size(),
                last.size(),
                first.cpuMicros(),
                last.cpuMicros(),
                SAME,
                dearest,
                met(dearest <= SAME),
                first.residentMegabytes(),
                last.residentMegabytes(),
                MOST_RESIDENT_MEGABYTES,
                met(most <= MOST_RESIDENT_MEGABYTES));
    }

    private static String met(boolean met) {
        return met ? "met" : "**MISSED**";
    }

    private List<List<String>> csv() {
        return lines.stream().map(Line::csv).toList();
    }

    private Plot plot(String title, String across, ToIntFunction<Line> x) {
        Plot plot = new Plot(
                title, across, Plot.Scale.LOGARITHMIC, "MB; ms; µs of CPU for a delta", Plot.Scale.LOGARITHMIC);
        for (Line line : lines) {
            plot.point("peak resident, MB", x.applyAsInt(line), line.residentMegabytes());
            plot.point("finish lag p99, ms", x.applyAsInt(line), line.finishLagMs());
            plot.point("CPU of a delta, µs", x.applyAsInt(line), line.cpuMicros());
        }
        return plot;
    }

    /** One point of a curve. */
    record Line(
            int deltas,
            int atOnce,
            boolean whole,
            long postsOfStory,
            double cpuMicros,
            double residentMegabytes,
            double finishLagMs) {

        String size() {
            return String.format(Locale.ROOT, "%,d deltas × %d", deltas, atOnce);
        }

        static Line of(int deltas, int atOnce, CrowdRound rounds, double residentMegabytes) {
            return new Line(
                    deltas,
                    atOnce,
                    rounds.isWhole(),
                    rounds.postsOfStory(),
                    rounds.cpuMicrosOfDelta(),
                    residentMegabytes,
                    rounds.finishLagMs(0.99));
        }

        String markdown() {
            return String.format(
                    Locale.ROOT,
                    "| %,d | %d | %s | %,d | %.0f µs | %.0f MB | %.1f ms |%n",
                    deltas,
                    atOnce,
                    whole ? "yes" : "NO",
                    postsOfStory,
                    cpuMicros,
                    residentMegabytes,
                    finishLagMs);
        }

        List<String> csv() {
            return List.of(
                    Integer.toString(deltas),
                    Integer.toString(atOnce),
                    Boolean.toString(whole),
                    Long.toString(postsOfStory),
                    String.format(Locale.ROOT, "%.1f", cpuMicros),
                    String.format(Locale.ROOT, "%.1f", residentMegabytes),
                    String.format(Locale.ROOT, "%.1f", finishLagMs));
        }
    }
}
