package dev.storystreamer.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What each HTTP client costs for each of the two calls: our relay and adapters over all of them, in turns. */
public final class HttpTable {

    private static final List<String> JARS = List.of("netty-", "url-connection-client-");
    private static final List<Figure> FIGURES = List.of(
            Figure.READY,
            Figure.FIRST_STORY,
            Figure.FIRST_TEXT,
            Figure.FINISH,
            Figure.POSTS,
            Figure.CPU,
            Figure.START_CPU,
            Figure.PEAK);

    private HttpTable() {}

    /** The clients of one variant. */
    private record Variant(String bedrock, String posts) {

        static final List<Variant> ALL = List.of(
                new Variant("CRT", "CRT"),
                new Variant("CRT", "URLCONNECTION"),
                new Variant("CRT", "NETTY"),
                new Variant("NETTY", "CRT"),
                new Variant("NETTY", "NETTY"),
                new Variant("NETTY", "URLCONNECTION"));

        Contender contender() {
            return new Contender(bedrock + " and " + posts, HttpClientsHandler.class);
        }

        Map<String, String> environment() {
            return Map.of("BEDROCK_HTTP", bedrock, "POSTS_HTTP", posts);
        }
    }

    /**
     * Writes the table into the page.
     *
     * @param args the root of the built project, processes of each variant
     * @throws IOException if a file cannot be read or written
     * @throws InterruptedException if interrupted
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        Path project = Path.of(args[0]);
        String table = measure(project, new Plan(6, 20, 500, 10, 3), Integer.parseInt(args[1]));
        System.out.println(table);
        new PerformancePage(project).replace("http", table);
    }

    static String measure(Path project, Plan plan, int processes) throws IOException, InterruptedException {
        FunctionPackage functions = FunctionPackage.unpack(project, JARS);
        Jdk jdk = Jdk.current();
        List<Trial> trials = new ArrayList<>();
        for (int round = 0; round < processes; round++) {
            for (Variant variant : Variant.ALL) {
                trials.add(Trial.run(functions, jdk, variant.contender(), variant.environment(), round, plan));
            }
        }
        return table(trials)
                + "%n%s; %d deltas %d ms apart, posts of %d ms; %s of each, in turns; %d warm stories after %d as fast as they go. Medians, with the least and the most. %s%n"
                        .formatted(
                                jdk,
                                plan.deltas(),
                                plan.intervalMs(),
                                plan.postMs(),
                                processes == 1 ? "1 process" : processes + " processes",
                                plan.stories(),
                                plan.warmUps(),
                                Setting.ROAD);
    }

    private static String table(List<Trial> trials) {
        List<List<Trial>> columns = Variant.ALL.stream()
                .map(variant -> trials.stream()
                        .filter(trial -> trial.contender().equals(variant.contender()))
                        .toList())
                .toList();
        StringBuilder table = new StringBuilder("| Bedrock and posts over |");
        Variant.ALL.forEach(
                variant -> table.append(' ').append(variant.contender().name()).append(" |"));
        table.append("\n|---|").append("--:|".repeat(columns.size())).append('\n');
        row(
                table,
                "text whole",
                columns,
                trialsOfOne -> trialsOfOne.stream().allMatch(Trial::whole) ? "yes" : "**NO**");
        for (Figure figure : FIGURES) {
            row(
                    table,
                    figure.title(),
                    columns,
                    trialsOfOne -> figure.of(trialsOfOne).text(figure.decimals()));
        }
        return table.toString();
    }

    private static void row(
            StringBuilder table, String title, List<List<Trial>> columns, Function<List<Trial>, String> cell) {
        table.append("| ").append(title).append(" | ");
        table.append(columns.stream().map(cell).collect(Collectors.joining(" | ")));
        table.append(" |\n");
    }
}
