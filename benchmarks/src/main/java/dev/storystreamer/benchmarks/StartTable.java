package dev.storystreamer.benchmarks;

import dev.storystreamer.awslocal.LocalCloud;
import dev.storystreamer.awslocal.faults.LatencyProfile;
import dev.storystreamer.awslocal.lambda.RuntimeProcess;
import dev.storystreamer.benchmarks.BuildOrderHandler.Order;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** What a new process takes until it is ready and has told its first story, by the way it is packaged and started. */
public final class StartTable {

    private static final LatencyProfile PACE = LatencyProfile.NO_DELAY
            .withFirstToken(Duration.ofMillis(300))
            .withTokens(100)
            .withTokenInterval(Duration.ofMillis(6))
            .withPostLatency(Duration.ofMillis(20));

    private static final String ALONE = "the runtime client alone";
    private static final String ZIP = "the zip";
    private static final String PRIMED = "the zip, `STORY_PRIME=true`";
    private static final String CLASS_PATH = "one class path";
    private static final String STORED_LANGCHAIN4J = "LangChain4j's zip, its jars stored as ours are";
    private static final double MOST_OF_LANGCHAIN4J = 0.75;
    private static final double MOST_WITH_AOT_CACHE = 0.35;

    private final Path project;
    private final FunctionPackage functions;
    private final FunctionPackage stored;

    private StartTable(Path project) throws IOException {
        this.project = project;
        this.functions = FunctionPackage.unpack(project);
        this.stored = FunctionPackage.unpackStored(project);
    }

    /** A way to start a process, and what its processes showed. */
    private record Kind(Jdk jdk, String name, boolean helped, Course.Start start, List<Shown> starts) {

        Kind(Jdk jdk, String name, Course.Start start) {
            this(jdk, name, false, start, new ArrayList<>());
        }

        /** With a cache of its classes, or primed: its first story is to be as quick as any. */
        static Kind helped(Jdk jdk, String name, Course.Start start) {
            return new Kind(jdk, name, true, start, new ArrayList<>());
        }
    }

    /**
     * One process.
     *
     * @param connectedMs until its first client was connected
     * @param cpuMs processor time until then
     * @param firstTextMs from the first delta said to the first text accepted, in the first story
     */
    private record Shown(double readyMs, double connectedMs, double cpuMs, double firstTextMs, double peakMegabytes) {}

    /**
     * Writes the table into the page.
     *
     * @param args the root of the built project, processes of each kind
     * @throws IOException if a file cannot be read or written
     * @throws InterruptedException if interrupted
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        Path project = Path.of(args[0]);
        Sections sections = measure(project, Jdk.toMeasure(), Integer.parseInt(args[1]));
        System.out.println(sections.start() + "\n" + sections.saves());
        PerformancePage page = new PerformancePage(project);
        page.replace("start", sections.start());
        page.replace("saves", sections.saves());
    }

    /** Sections of the page: how each kind starts, and what a cache or priming changes. */
    record Sections(String start, String saves) {}

    static Sections measure(Path project, List<Jdk> jdks, int processes) throws IOException, InterruptedException {
        StartTable table = new StartTable(project);
        List<Kind> kinds = new ArrayList<>();
        for (Jdk jdk : jdks) {
            kinds.addAll(table.kinds(jdk));
        }
        for (int round = 0; round < processes; round++) {
            for (Kind kind : kinds) {
                kind.starts().add(table.start(kind));
            }
        }
        StringBuilder text = new StringBuilder(table.packages()).append(rows(kinds));
        for (Jdk jdk : jdks) {
            text.append(goals(
                    jdk, kinds.stream().filter(kind -> kind.jdk().equals(jdk)).toList()));
        }
        return new Sections(text.toString(), saves(jdks, kinds));
    }

    private List<Kind> kinds(Jdk jdk) throws IOException, InterruptedException {
        FunctionImage plain = FunctionImage.copy(project);
        FunctionImage trained = FunctionImage.copy(project).train(jdk);
        String cache = "%s (%.0f MB)".formatted(cacheName(jdk), trained.cacheMegabytes());
        Contender idle = new Contender(ALONE, IdleHandler.class);
        return List.of(
                new Kind(jdk, idle.name(), zip(jdk, idle, Map.of())),
                new Kind(jdk, ZIP, zip(jdk, Contender.OURS_V1, Map.of())),
                new Kind(jdk, "the zip, clients built by the first request", built(jdk, Order.LAZILY)),
                new Kind(jdk, "the zip, clients built beside the runtime", built(jdk, Order.BESIDE_THE_RUNTIME)),
                new Kind(jdk, "the zip, clients built by two threads", built(jdk, Order.IN_PARALLEL)),
                Kind.helped(jdk, PRIMED, zip(jdk, Contender.OURS_V1, Map.of("STORY_PRIME", "true"))),
                new Kind(jdk, CLASS_PATH, image(jdk, plain, Trial.LAMBDA_LIKE)),
                Kind.helped(jdk, CLASS_PATH + ", " + cache, image(jdk, trained, Trial.LAMBDA_LIKE)),
                Kind.helped(jdk, "the same, `-Xmx64m`", image(jdk, trained, smallHeap())),
                new Kind(jdk, "LangChain4j's zip", zip(jdk, Contender.LANGCHAIN4J, Map.of())),
                new Kind(
                        jdk,
                        STORED_LANGCHAIN4J,
                        cloud -> stored.start(Contender.LANGCHAIN4J, cloud, jdk, Trial.LAMBDA_LIKE, Map.of())));
    }

    private static String cacheName(Jdk jdk) {
        return jdk.feature() >= 25 ? "AOT cache" : "class data sharing";
    }

    private static List<String> smallHeap() {
        return Stream.concat(Trial.LAMBDA_LIKE.stream().filter(flag -> !flag.startsWith("-Xmx")), Stream.of("-Xmx64m"))
                .toList();
    }

    private Course.Start built(Jdk jdk, Order order) {
        Contender ours = new Contender(order.name(), BuildOrderHandler.class);
        return zip(jdk, ours, Map.of("BUILD_ORDER", order.name()));
    }

    private Course.Start zip(Jdk jdk, Contender contender, Map<String, String> environment) {
        return cloud -> functions.start(contender, cloud, jdk, Trial.LAMBDA_LIKE, environment);
    }

    private Course.Start image(Jdk jdk, FunctionImage image, List<String> flags) {
        List<String> all = Stream.concat(flags.stream(), image.flags().stream()).toList();
        return cloud -> functions.start(image, cloud, jdk, all);
    }

    private Shown start(Kind kind) throws IOException, InterruptedException {
        if (kind.name().equals(ALONE)) {
            try (LocalCloud cloud = LocalCloud.builder().start();
                    RuntimeProcess process = kind.start().in(cloud)) {
                ProcessStatus status = new ProcessStatus(process.process().toHandle());
                return new Shown(
                        millis(process.timeToReady()),
                        Double.NaN,
                        millis(status.cpu()),
                        Double.NaN,
                        status.peakResidentMegabytes());
            }
        }
        try (Course course = new Course(Protocol.V1, PACE, kind.start())) {
            double readyMs = millis(course.startToReady());
            double cpuMs = millis(course.cpu());
            Measurement first = course.tell("CATS");
            if (!first.whole()) {
                throw new IllegalStateException("a story was not whole: " + kind.name());
            }
            return new Shown(
                    readyMs,
                    millis(course.startToConnected()),
                    cpuMs,
                    first.firstTextLagMs(),
                    course.peakResidentMegabytes());
        }
    }

    private static double millis(Duration duration) {
        return duration.toNanos() / 1e6;
    }

    /** How large the packages are. */
    private String packages() throws IOException {
        StringBuilder text = new StringBuilder();
        for (Contender contender : List.of(Contender.OURS_V1, Contender.LANGCHAIN4J, Contender.SPRING_AI)) {
            Path zip = project.resolve(contender.zip());
            text.append(
                    "- `%s`: %.1f MB, %d classes%n".formatted(zip.getFileName(), Files.size(zip) / 1e6, classes(zip)));
        }
        return text.append('\n').toString();
    }

    private static long classes(Path zip) throws IOException {
        long classes = 0;
        try (ZipFile file = new ZipFile(zip.toFile())) {
            for (ZipEntry entry : file.stream().toList()) {
                if (entry.getName().endsWith(".class")) {
                    classes++;
                } else if (entry.getName().endsWith(".jar")) {
                    classes += classesOfJar(file, entry);
                }
            }
        }
        return classes;
    }

    private static long classesOfJar(ZipFile file, ZipEntry jar) throws IOException {
        Path copy = Files.createTempFile("jar", ".jar");
        try (var content = file.getInputStream(jar)) {
            Files.copy(content, copy, StandardCopyOption.REPLACE_EXISTING);
            return classes(copy);
        } finally {
            Files.delete(copy);
        }
    }

    private static String rows(List<Kind> kinds) {
        StringBuilder table = new StringBuilder("""
                | | | start to ready, ms | start to connected, ms | CPU until then, ms | first text lag, first story, ms | of L + 5 ms | peak resident, MB |
                |---|---|--:|--:|--:|--:|---|--:|
                """);
        for (Kind kind : kinds) {
            table.append("| %s | %s | %s | %s | %s | %s | %s | %s |%n"
                    .formatted(
                            kind.jdk(),
                            kind.name(),
                            spread(kind, Shown::readyMs, 0),
                            spread(kind, Shown::connectedMs, 0),
                            spread(kind, Shown::cpuMs, 0),
                            spread(kind, Shown::firstTextMs, 1),
                            verdict(kind),
                            spread(kind, Shown::peakMegabytes, 0)));
        }
        return table + "\n" + kinds.get(0).starts().size()
                + " processes of each kind, in turns; medians, with the least and"
                + " the most. 100 deltas 6 ms apart, posts of 20 ms. " + Setting.ROAD + "\n";
    }

    private static String verdict(Kind kind) {
        if (!kind.helped()) {
            return "";
        }
        return median(kind, Shown::firstTextMs) <= PACE.postLatency().toMillis() + 5 ? "met" : "**MISSED**";
    }

    /** A start beside that of LangChain4j, whose jars are stored, too. */
    private static String goals(Jdk jdk, List<Kind> kinds) {
        double theirs = median(named(kinds, jdk, STORED_LANGCHAIN4J), Shown::readyMs);
        String goals = goal(jdk, ZIP, median(named(kinds, jdk, ZIP), Shown::readyMs), MOST_OF_LANGCHAIN4J, theirs);
        return jdk.feature() < 25
                ? goals
                : goals
                        + goal(
                                jdk,
                                cacheName(jdk),
                                median(cached(kinds, jdk), Shown::readyMs),
                                MOST_WITH_AOT_CACHE,
                                theirs);
    }

    private static Kind cached(List<Kind> kinds, Jdk jdk) {
        return named(kinds, jdk, CLASS_PATH + ", " + cacheName(jdk));
    }

    /** The kind whose name begins so; the first of several, and so the one that has no other name. */
    private static Kind named(List<Kind> kinds, Jdk jdk, String beginning) {
        return kinds.stream()
                .filter(kind -> kind.jdk().equals(jdk) && kind.name().startsWith(beginning))
                .findFirst()
                .orElseThrow();
    }

    private static double median(Kind kind, ToDoubleFunction<Shown> figure) {
        return Spread.of(kind.starts().stream().mapToDouble(figure)).median();
    }

    private static String saves(List<Jdk> jdks, List<Kind> kinds) {
        StringBuilder table = new StringBuilder("""
                | step | | start to ready, ms | CPU until connected, ms | first text lag, first story, ms | peak resident, MB |
                |---|---|--:|--:|--:|--:|
                """);
        for (Jdk jdk : jdks) {
            Kind plain = named(kinds, jdk, CLASS_PATH);
            table.append(saved(cacheName(jdk) + ", beside one class path without", plain, cached(kinds, jdk)));
            table.append(saved("priming at start, beside the zip", named(kinds, jdk, ZIP), named(kinds, jdk, PRIMED)));
        }
        return table.toString();
    }

    private static String saved(String step, Kind without, Kind with) {
        return "| %s | %s | %s | %s | %s | %s |%n"
                .formatted(
                        step,
                        without.jdk(),
                        change(without, with, Shown::readyMs, 0),
                        change(without, with, Shown::cpuMs, 0),
                        change(without, with, Shown::firstTextMs, 1),
                        change(without, with, Shown::peakMegabytes, 0));
    }

    private static String change(Kind without, Kind with, ToDoubleFunction<Shown> figure, int decimals) {
        return Spread.number(median(without, figure), decimals) + " → " + Spread.number(median(with, figure), decimals);
    }

    static String goal(Jdk jdk, String name, double oursMs, double share, double theirsMs) {
        return String.format(
                Locale.ROOT,
                "%n%s, %s, start to ready at most %.2f of LangChain4j's with stored jars: %.0f of %.0f ms, %.2f: %s.%n",
                jdk,
                name,
                share,
                oursMs,
                theirsMs,
                oursMs / theirsMs,
                oursMs <= share * theirsMs ? "met" : "**MISSED**");
    }

    private static String spread(Kind kind, ToDoubleFunction<Shown> figure, int decimals) {
        Spread spread = Spread.of(kind.starts().stream().mapToDouble(figure));
        return Double.isNaN(spread.median()) ? "" : spread.text(decimals);
    }
}
