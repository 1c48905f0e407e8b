package dev.storystreamer.benchmarks;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** What the grid gave, as tables, plots and values. */
final class GridReport {

    /**
     * What is tabulated.
     *
     * @param name of its plots
     * @param title with its unit
     */
    private record Column(String name, String title, int decimals, ToDoubleFunction<Measurement> value) {}

    private static final Column FINISH = new Column("finish-lag", "finish lag, ms", 1, Measurement::finishLagMs);
    private static final Column FIRST_TEXT =
            new Column("first-text-lag", "first text lag, ms", 1, Measurement::firstTextLagMs);
    private static final Column POSTS = new Column("posts", "posts", 0, Measurement::posts);
    private static final Column CPU =
            new Column("cpu", "CPU per 1,000 deltas, ms", 0, Measurement::cpuMsPerThousandDeltas);

    private final String setting;
    private final int rounds;
    private final int deltas;
    private final List<GridStory> stories;

    GridReport(String setting, int rounds, int deltas, List<GridStory> stories) {
        this.setting = setting;
        this.rounds = rounds;
        this.deltas = deltas;
        this.stories = List.copyOf(stories);
    }

    String markdown() {
        StringBuilder text = new StringBuilder(setting);
        text.append(String.format(
                Locale.ROOT,
                "%n%d deltas; %s, after %d stories of each process as fast as they go, which only warm it up. The plots are those of %s: T and L draw the lines, hardly the JDK, as the tables show.%n",
                deltas,
                rounds == 1 ? "1 round" : rounds + " rounds, medians with the least and the most",
                Grid.WARM_UPS,
                newest()));
        for (int postMs : postTimes()) {
            text.append(image(FINISH, postMs));
        }
        text.append(image(FIRST_TEXT, middlePost())).append(image(POSTS, middlePost()));
        for (Jdk jdk : stories.stream().map(GridStory::jdk).distinct().toList()) {
            text.append("\n### Paces, ").append(jdk).append('\n');
            for (Column column : List.of(FINISH, FIRST_TEXT, POSTS, CPU)) {
                text.append('\n').append(table(jdk, column));
            }
        }
        long broken =
                stories.stream().filter(story -> !story.measured().whole()).count();
        text.append(
                broken == 0
                        ? "\nEvery story arrived whole.\n"
                        : "\n**" + broken + " stories did not arrive whole.**\n");
        return text.toString();
    }

    private static String image(Column column, int postMs) {
        return "\n![" + title(column, postMs) + "](performance/" + file(column, postMs) + ".svg)\n";
    }

    private static String title(Column column, int postMs) {
        return column.title() + ", where a post takes " + postMs + " ms";
    }

    private static String file(Column column, int postMs) {
        return "grid-" + column.name() + "-" + postMs;
    }

    private String table(Jdk jdk, Column column) {
        StringBuilder table = new StringBuilder("| L | T | ");
        table.append(Contender.ALL.stream().map(Contender::name).collect(Collectors.joining(" | ", "", " |\n")));
        table.insert(0, column.title() + ":\n\n");
        table.append("|--:|--:|").append("--:|".repeat(Contender.ALL.size())).append('\n');
        for (Cell cell : cells()) {
            table.append("| ")
                    .append(cell.postMs())
                    .append(" ms | ")
                    .append(cell.stream())
                    .append(" | ");
            table.append(Contender.ALL.stream()
                    .map(contender -> text(spread(jdk, contender, cell, column), column.decimals()))
                    .collect(Collectors.joining(" | ", "", " |\n")));
        }
        return table.toString();
    }

    private String text(Spread spread, int decimals) {
        return rounds == 1 ? Spread.number(spread.median(), decimals) : spread.text(decimals);
    }

    private Spread spread(Jdk jdk, Contender contender, Cell cell, Column column) {
        return Spread.of(stories.stream()
                .filter(story -> story.jdk().equals(jdk)
                        && story.contender().equals(contender)
                        && story.cell().equals(cell))
                .map(GridStory::measured)
                .mapToDouble(column.value()));
    }

    private List<Cell> cells() {
        return stories.stream().map(GridStory::cell).distinct().toList();
    }

    private List<Integer> postTimes() {
        return cells().stream().map(Cell::postMs).distinct().sorted().toList();
    }

    private int middlePost() {
        return postTimes().get(postTimes().size() / 2);
    }

    private Jdk newest() {
        return stories.get(stories.size() - 1).jdk();
    }

    void write(PerformancePage page) throws IOException {
        page.replace("grid", markdown());
        for (int postMs : postTimes()) {
            plot(page, FINISH, postMs, Plot.Scale.LOGARITHMIC);
        }
        plot(page, FIRST_TEXT, middlePost(), Plot.Scale.LINEAR);
        plot(page, POSTS, middlePost(), Plot.Scale.LINEAR);
        page.csv(
                "grid",
                GridStory.VALUES,
                stories.stream().map(GridStory::values).toList());
    }

    private void plot(PerformancePage page, Column column, int postMs, Plot.Scale scale) throws IOException {
        Plot plot = new Plot(
                title(column, postMs) + " (" + newest() + ")",
                "T: time between two deltas, ms",
                Plot.Scale.LOGARITHMIC,
                column.title(),
                scale);
        for (Contender contender : Contender.ALL) {
            for (Cell cell : cells()) {
                if (cell.postMs() == postMs && !cell.inBursts()) {
                    plot.point(
                            contender.name(),
                            cell.intervalMs(),
                            spread(newest(), contender, cell, column).median());
                }
            }
        }
        page.plot(file(column, postMs), plot);
    }
}
