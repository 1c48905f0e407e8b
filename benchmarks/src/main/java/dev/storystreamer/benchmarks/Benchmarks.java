package dev.storystreamer.benchmarks;

import dev.storystreamer.benchmarks.Contender.Packaging;
import dev.storystreamer.lambda.StoryHandler;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** Runs the contenders of a command and writes a record of each story; {@code src/main/node/render.mjs} makes the tables. */
public final class Benchmarks {

    /** Short stories are repeated until so many deltas were sent, because the kernel counts processor time in 10 ms. */
    private static final int LEAST_DELTAS = 1_000;

    private static final int WARM_UP_DELTAS = 2_000;
    private static final Contender LAMBDA_CRAC =
            Contender.OURS.withFlag("-Dorg.crac.Core.Compat=com.amazonaws.services.lambda.crac");

    private final FunctionPackages packages;
    private final Map<String, String> environment;
    private final PrintStream progress;

    /**
     * Prepares the benchmarks.
     *
     * @param packages of the built project
     * @param environment sizes of a run, and for {@code compare} the contenders
     * @param progress where the program prints what it does
     */
    Benchmarks(FunctionPackages packages, Map<String, String> environment, PrintStream progress) {
        this.packages = packages;
        this.environment = Map.copyOf(environment);
        this.progress = progress;
    }

    /**
     * Runs a command in the project's root.
     *
     * @param args the command, the CSV file to write, the command's own arguments
     * @throws IOException if a package cannot be read or the file not be written
     * @throws InterruptedException if interrupted
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        Benchmarks benchmarks = new Benchmarks(new FunctionPackages(Path.of(".")), System.getenv(), System.err);
        List<Integer> numbers = Stream.of(args).skip(2).map(Integer::valueOf).toList();
        StoryRecord.write(Path.of(args[1]), benchmarks.measure(args[0], numbers));
    }

    /**
     * Measures.
     *
     * @param numbers the command's arguments, as {@code benchmarks/run} describes them
     */
    List<StoryRecord> measure(String command, List<Integer> numbers) throws IOException, InterruptedException {
        int first = numbers.isEmpty() ? 1 : numbers.get(0);
        return switch (command) {
            case "compare" -> inTurns(first, compared());
            case "grid" -> inTurns(first, grid());
            case "start" -> inTurns(first, starts());
            case "http" -> inTurns(first, httpClients());
            case "prime" -> inTurns(first, primed(numbers.get(1)));
            case "many" -> inTurns(1, manyAtOnce(numbers));
            case "growth-length" -> inTurns(1, longerStories());
            case "growth-crowd" -> inTurns(1, moreClients());
            default -> throw new IllegalArgumentException("no command " + command);
        };
    }

    /** Runs each test in as many processes, the contenders in turns so that none is always first. */
    private List<StoryRecord> inTurns(int processes, List<LoadTest> tests) throws IOException, InterruptedException {
        double seconds = tests.stream().mapToDouble(LoadTest::seconds).sum();
        progress.printf(Locale.ROOT, "about %.0f minutes%n", seconds * processes / 60);
        List<StoryRecord> records = new ArrayList<>();
        for (int process = 1; process <= processes; process++) {
            List<LoadTest> order = new ArrayList<>(tests);
            Collections.rotate(order, 1 - process);
            for (LoadTest test : order) {
                progress.printf(
                        "round %d of %d, %s, %s%n",
                        process, processes, test.jdk(), test.contender().name());
                records.addAll(test.run(packages, process));
            }
        }
        return records;
    }

    private List<LoadTest> compared() throws IOException {
        List<LoadTest> tests = new ArrayList<>();
        for (Jdk jdk : Jdk.toMeasure(environment)) {
            for (Contender contender : Contender.selected(environment)) {
                tests.add(sized(contender, jdk, new ModelFixture(6, 20, 500), 10, 3));
            }
        }
        return tests;
    }

    /** One client; the environment overrides the sizes. */
    private LoadTest sized(Contender contender, Jdk jdk, ModelFixture fixture, int warmUps, int stories) {
        return new LoadTest(
                contender,
                jdk,
                1,
                new ModelFixture(fixture.intervalMs(), fixture.postMs(), number("DELTAS", fixture.deltas())),
                number("WARM_UPS", warmUps),
                number("STORIES", stories));
    }

    private List<LoadTest> grid() throws IOException {
        int deltas = number("DELTAS", 500);
        List<ModelFixture> fixtures = new ArrayList<>();
        for (int postMs : numbers("GRID_L", "5,20,50")) {
            for (int intervalMs : numbers("GRID_T", "2,6,20,48")) {
                fixtures.add(new ModelFixture(intervalMs, postMs, deltas));
            }
            fixtures.add(new ModelFixture(ModelFixture.BURSTS, postMs, deltas));
        }
        List<LoadTest> tests = new ArrayList<>();
        for (Jdk jdk : Jdk.toMeasure(environment)) {
            for (Contender contender : Contender.ALL) {
                tests.add(new LoadTest(
                        contender, jdk, 1, fixtures.get(0).atFullSpeed(), number("WARM_UPS", 9), fixtures));
            }
        }
        return tests;
    }

    private List<LoadTest> starts() throws IOException {
        ModelFixture fixture = new ModelFixture(6, 20, 100);
        Contender image = Contender.OURS.named("one class path").packaged(Packaging.IMAGE, "");
        List<LoadTest> tests = new ArrayList<>();
        for (Jdk jdk : Jdk.toMeasure(environment)) {
            Contender trained = image.named("one class path with class cache").packaged(Packaging.TRAINED_IMAGE, "");
            tests.add(
                    new LoadTest(Contender.ours("the runtime client alone", IdleHandler.class), jdk, 0, fixture, 0, 0));
            Stream.of(
                            Contender.ours("the zip", StoryHandler.class),
                            builtBy("the first request", BuildOrderHandler.Order.LAZILY),
                            builtBy("a second thread", BuildOrderHandler.Order.BESIDE_THE_RUNTIME),
                            builtBy("two threads", BuildOrderHandler.Order.IN_PARALLEL),
                            Contender.ours("the zip primed at start", StoryHandler.class)
                                    .with("STORY_PRIME", "true"),
                            image,
                            trained,
                            trained.named("the same with 64 MB of heap").withFlag("-Xmx64m"),
                            Contender.LANGCHAIN4J
                                    .named("LangChain4j with compressed jars")
                                    .packaged(Packaging.ZIP, Contender.LANGCHAIN4J.path()),
                            Contender.LANGCHAIN4J)
                    .forEach(contender -> tests.add(new LoadTest(contender, jdk, 1, fixture, 0, 0)));
        }
        return tests;
    }

    private static Contender builtBy(String builder, BuildOrderHandler.Order order) {
        return Contender.ours("the zip with clients built by " + builder, BuildOrderHandler.class)
                .with("BUILD_ORDER", order.name());
    }

    private List<LoadTest> httpClients() throws IOException {
        List<LoadTest> tests = new ArrayList<>();
        for (String bedrock : List.of("CRT", "NETTY")) {
            for (String posts : List.of("CRT", "NETTY")) {
                Contender contender = Contender.ours(bedrock + " and " + posts, HttpClientsHandler.class)
                        .with("BEDROCK_HTTP", bedrock)
                        .with("POSTS_HTTP", posts);
                tests.add(sized(contender, Jdk.current(), new ModelFixture(6, 20, 500), 10, 3));
            }
        }
        return tests;
    }

    private List<LoadTest> primed(int postMs) throws IOException {
        List<LoadTest> tests = new ArrayList<>();
        for (Contender contender : List.of(
                LAMBDA_CRAC.named("not primed"),
                LAMBDA_CRAC.named("primed at start").with("STORY_PRIME", "true"),
                LAMBDA_CRAC
                        .named("primed before the snapshot and restored")
                        .with("AWS_LAMBDA_INITIALIZATION_TYPE", "snap-start"))) {
            tests.add(sized(contender, Jdk.current(), new ModelFixture(10, postMs, 30), 5, 5));
        }
        return tests;
    }

    private List<LoadTest> manyAtOnce(List<Integer> numbers) throws IOException {
        ModelFixture fixture = new ModelFixture(numbers.get(1), numbers.get(2), numbers.get(0));
        List<LoadTest> tests = new ArrayList<>();
        for (int clients : numbers.subList(3, numbers.size())) {
            tests.add(atOnce(clients, fixture, number("ROUNDS", 3)));
        }
        return tests;
    }

    private List<LoadTest> longerStories() throws IOException {
        List<LoadTest> tests = new ArrayList<>();
        for (int deltas : numbers("GROWTH_DELTAS", "10,100,1000,10000,50000")) {
            tests.add(atOnce(1, new ModelFixture(1, 5, deltas), Math.max(1, LEAST_DELTAS / deltas)));
        }
        return tests;
    }

    private List<LoadTest> moreClients() throws IOException {
        List<LoadTest> tests = new ArrayList<>();
        for (int clients : numbers("GROWTH_CLIENTS", "1,10,50,200")) {
            tests.add(atOnce(clients, new ModelFixture(40, 10, 250), Math.max(1, LEAST_DELTAS / (250 * clients))));
        }
        return tests;
    }

    private static LoadTest atOnce(int clients, ModelFixture fixture, int rounds) throws IOException {
        int warmUps = WARM_UP_DELTAS / (fixture.deltas() * clients);
        return new LoadTest(Contender.OURS, Jdk.current(), clients, fixture, warmUps, rounds);
    }

    private int number(String variable, int usual) {
        return numbers(variable, Integer.toString(usual)).get(0);
    }

    /** Reads numbers separated by commas. */
    private List<Integer> numbers(String variable, String usual) {
        return Stream.of(environment.getOrDefault(variable, usual).split(",", -1))
                .map(number -> Integer.valueOf(number.strip()))
                .toList();
    }
}
