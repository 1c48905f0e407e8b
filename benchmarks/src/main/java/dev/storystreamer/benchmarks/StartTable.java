package dev.storystreamer.benchmarks;

import dev.storystreamer.awslocal.LocalCloud;
import dev.storystreamer.awslocal.Pace;
import dev.storystreamer.awslocal.RuntimeProcess;
import dev.storystreamer.benchmarks.BuildOrderHandler.Order;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** What a new process takes until it is ready and has told its first story, by the way it is packaged and started. */
public final class StartTable {

    private static final Pace PACE = Pace.AT_ONCE
            .withFirstToken(Duration.ofMillis(300))
            .withTokens(100)
            .withTokenInterval(Duration.ofMillis(6))
            .withPostLatency(Duration.ofMillis(20));

    private static final String ALONE = "the runtime client alone";

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
        String table = measure(project, Jdk.toMeasure(), Integer.parseInt(args[1]));
        System.out.println(table);
        new PerformancePage(project).replace("start", table);
    }

    static String measure(Path project, List<Jdk> jdks, int processes) throws IOException, InterruptedException {
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
        return table.packages() + rows(kinds);
    }

    private List<Kind> kinds(Jdk jdk) throws IOException, InterruptedException {
        FunctionImage plain = FunctionImage.copy(project);
        FunctionImage trained = FunctionImage.copy(project).train(jdk);
        String cache = "%s (%.0f MB)"
                .formatted(jdk.feature() >= 25 ? "AOT cache" : "class data sharing", trained.cacheMegabytes());
        Contender idle = new Contender(ALONE, IdleHandler.class);
        return List.of(
                new Kind(jdk, idle.name(), zip(jdk, idle, Map.of())),
                new Kind(jdk, "the zip", zip(jdk, Contender.OURS_V1, Map.of())),
                new Kind(jdk, "the zip, clients built by the first request", built(jdk, Order.LAZILY)),
                new Kind(jdk, "the zip, clients built beside the runtime", built(jdk, Order.BESIDE_THE_RUNTIME)),
                new Kind(jdk, "the zip, clients built by two threads", built(jdk, Order.IN_PARALLEL)),
                Kind.helped(
                        jdk, "the zip, `STORY_PRIME=true`", zip(jdk, Contender.OURS_V1, Map.of("STORY_PRIME", "true"))),
                new Kind(jdk, "one class path", image(jdk, plain, Trial.LAMBDA_LIKE)),
                Kind.helped(jdk, "one class path, " + cache, image(jdk, trained, Trial.LAMBDA_LIKE)),
                Kind.helped(jdk, "the same, `-Xmx64m`", image(jdk, trained, smallHeap())),
                new Kind(jdk, "LangChain4j's zip", zip(jdk, Contender.LANGCHAIN4J, Map.of())),
                new Kind(
                        jdk,
                        "LangChain4j's zip, its jars stored as ours are",
                        cloud -> stored.start(Contender.LANGCHAIN4J, cloud, jdk, Trial.LAMBDA_LIKE, Map.of())));
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
                + " the most. 100 deltas 6 ms apart, posts of 20 ms.\n";
    }

    private static String verdict(Kind kind) {
        if (!kind.helped()) {
            return "";
        }
        double firstText = Spread.of(kind.starts().stream().mapToDouble(Shown::firstTextMs))
                .median();
        return firstText <= PACE.postLatency().toMillis() + 5 ? "met" : "**MISSED**";
    }

    private static String spread(Kind kind, ToDoubleFunction<Shown> figure, int decimals) {
        Spread spread = Spread.of(kind.starts().stream().mapToDouble(figure));
        return Double.isNaN(spread.median()) ? "" : spread.text(decimals);
    }
}
