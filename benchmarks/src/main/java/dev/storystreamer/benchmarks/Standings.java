package dev.storystreamer.benchmarks;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** How the contenders did on one JDK. */
final class Standings {

    private static final List<Contender> OURS = List.of(Contender.OURS_V1, Contender.OURS_V2);
    private static final List<Contender> OTHERS =
            List.of(Contender.POST_PER_DELTA, Contender.LANGCHAIN4J, Contender.SPRING_AI);

    private final List<Trial> trials;

    Standings(List<Trial> trials) {
        this.trials = List.copyOf(trials);
    }

    Spread spread(Figure figure, Contender contender) {
        return figure.of(of(contender));
    }

    private List<Trial> of(Contender contender) {
        return trials.stream()
                .filter(trial -> trial.contender().equals(contender))
                .toList();
    }

    /** Every figure of every contender: median and spread. */
    String figures() {
        StringBuilder table = header("", Contender.ALL);
        row(
                table,
                "text whole",
                Contender.ALL,
                contender -> of(contender).stream().allMatch(Trial::whole) ? "yes" : "**NO**");
        for (Figure figure : Figure.ALL) {
            row(
                    table,
                    figure.title(),
                    Contender.ALL,
                    contender -> spread(figure, contender).text(figure.decimals()));
        }
        return table.toString();
    }

    /** Our medians as shares of theirs. */
    String ratios() {
        StringBuilder table = header("Story Streamer v1 as a share of", OTHERS);
        for (Figure figure : Figure.ALL) {
            double ours = spread(figure, Contender.OURS_V1).median();
            row(
                    table,
                    figure.title(),
                    OTHERS,
                    other -> Spread.number(ours / spread(figure, other).median(), 3));
        }
        return table.toString();
    }

    String goals(double postMs) {
        StringBuilder table = header("goal", OURS);
        for (Goal goal : Goal.all(postMs)) {
            row(table, goal.name(), OURS, contender -> goal.verdict(this, contender));
        }
        return table.toString();
    }

    /** Where the money goes, for a warm story. */
    String prices() {
        StringBuilder table = header("USD per million stories", Contender.ALL);
        row(table, "messages", contender -> Price.messages(typical(contender)) * Price.MESSAGES);
        row(table, "connection minutes", contender -> Price.MINUTES);
        row(table, "invocations", contender -> 3 * Price.INVOCATIONS);
        row(table, "GB-seconds", contender -> Price.gigabyteSeconds(typical(contender)) * Price.GB_SECONDS);
        row(table, "**all**", contender -> Price.ofAMillion(typical(contender)));
        return table.toString();
    }

    /** The warm story whose price is in the middle. */
    private Measurement typical(Contender contender) {
        List<Measurement> byPrice = of(contender).stream()
                .flatMap(trial -> trial.warm().stream())
                .sorted((one, other) -> Double.compare(Price.ofAMillion(one), Price.ofAMillion(other)))
                .toList();
        return byPrice.get(byPrice.size() / 2);
    }

    private static StringBuilder header(String corner, List<Contender> columns) {
        StringBuilder table = new StringBuilder();
        row(table, corner, columns, Contender::name);
        return table.append("|---|").append("--:|".repeat(columns.size())).append('\n');
    }

    private static void row(StringBuilder table, String title, Function<Contender, Double> dollars) {
        row(table, title, Contender.ALL, contender -> Spread.number(dollars.apply(contender), 2));
    }

    private static void row(
            StringBuilder table, String title, List<Contender> columns, Function<Contender, String> cell) {
        table.append(columns.stream().map(cell).collect(Collectors.joining(" | ", "| " + title + " | ", " |\n")));
    }
}
