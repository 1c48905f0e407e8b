package dev.storystreamer.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Runs every command once, as small as possible, and renders its records. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "the runtime interface client runs on Linux only")
class BenchmarksTest {

    private static final Path PROJECT = Path.of("..");
    private static final int DELTAS = 30;

    private final ByteArrayOutputStream progress = new ByteArrayOutputStream();

    private static FunctionPackages packages;

    @TempDir
    Path directory;

    @BeforeAll
    static void unpackOnce() throws IOException {
        packages = new FunctionPackages(PROJECT);
    }

    private List<StoryRecord> measure(String command, Map<String, String> environment, Integer... numbers)
            throws Exception {
        Map<String, String> all = new HashMap<>(environment);
        all.put("BENCHMARK_JAVA_HOMES", System.getProperty("java.home"));
        List<StoryRecord> records = new Benchmarks(
                        packages, all, new PrintStream(progress, true, StandardCharsets.UTF_8))
                .measure(command, List.of(numbers));
        StoryRecord.write(directory.resolve(command + ".csv"), records);
        assertThat(records).allMatch(record -> record.measurement().whole());
        return records;
    }

    private String render(String command, String... csvs) throws Exception {
        return NodeProgram.run(Stream.concat(
                        Stream.of("src/main/node/render.mjs", command),
                        Stream.of(csvs)
                                .map(csv -> directory.resolve(csv + ".csv").toString()))
                .toArray(String[]::new));
    }

    @Test
    void comparesAllContendersWithTheSameStory() throws Exception {
        List<StoryRecord> records =
                measure("compare", Map.of("DELTAS", "" + DELTAS, "WARM_UPS", "1", "STORIES", "1"), 1);
        String markdown = render("compare", "compare");

        assertThat(records).hasSize(2 * Contender.ALL.size());
        assertThat(records)
                .allSatisfy(record -> assertThat(record.measurement().deltas()).isEqualTo(DELTAS));
        assertThat(records.stream()
                        .filter(record -> record.story() == 0)
                        .map(record -> record.measurement().text())
                        .distinct())
                .hasSize(1);
        assertThat(records)
                .filteredOn(record -> !record.setup().contender().startsWith("Story Streamer"))
                .hasSize(6)
                .allSatisfy(record -> assertThat(record.measurement().posts()).isGreaterThan(DELTAS));
        assertThat(records).allSatisfy(record -> {
            assertThat(record.figures().readyMs()).isPositive();
            assertThat(record.figures().residentMegabytes())
                    .isPositive()
                    .isLessThanOrEqualTo(record.figures().peakMegabytes());
        });
        assertThat(markdown)
                .contains("| text whole | yes | yes | yes | yes | yes |")
                .contains("`langchain4j-bedrock ", "`spring-ai-bedrock-converse ")
                .contains("`DELTAS=30 WARM_UPS=1 STORIES=1 benchmarks/run compare 1`");
        assertThat(markdown.lines().filter(line -> line.matches(".*: (met|\\*\\*MISSED\\*\\*) \\|$")))
                .hasSize(10);
        assertThat(progress.toString(StandardCharsets.UTF_8))
                .contains(" minutes")
                .contains("round 1 of 1, JDK ")
                .contains(", Spring AI");
        assertThat(Files.readAllLines(directory.resolve("compare.csv")))
                .hasSize(1 + records.size())
                .allMatch(line -> line.split(",", -1).length == 31);
    }

    @Test
    void comparesPackagesOfOtherPathsSideBySide() throws Exception {
        String zip = PROJECT.resolve("lambda-app/target/story-lambda.zip")
                .toAbsolutePath()
                .toString();
        Map<String, String> environment = Map.of(
                "PACKAGES", "before=" + zip + " after=" + zip,
                "CONTENDERS", "before,after",
                "PRIME", "true",
                "DELTAS", "10",
                "WARM_UPS", "0",
                "STORIES", "1");

        List<StoryRecord> records = measure("compare", environment, 1);

        assertThat(records)
                .extracting(record -> record.setup().contender())
                .containsExactly("before", "before", "after", "after");
        assertThat(render("side-by-side", "compare"))
                .contains("|  | before | after |", "| as a multiple of before | after |")
                .containsPattern("\\| resident after the last story, MB \\| [0-9]+ \\([0-9]+–[0-9]+\\) \\|");
    }

    @Test
    void gridHasAStoryForEachFixtureAndContender() throws Exception {
        List<StoryRecord> records =
                measure("grid", Map.of("GRID_T", "1", "GRID_L", "2", "DELTAS", "10", "WARM_UPS", "0"), 2);

        assertThat(records).filteredOn(record -> record.story() > 0).hasSize(2 * 2 * Contender.ALL.size());
        assertThat(render("grid", "grid"))
                .containsPattern("\\| 2 ms \\| 1 ms \\| [0-9.]+ \\([0-9.]+–[0-9.]+\\) \\| ")
                .contains("| 2 ms | in bursts | ")
                .contains("CPU per 1,000 deltas, ms:")
                .contains("Every story arrived whole.");
    }

    @Test
    void httpHasAColumnForEachPairOfClients() throws Exception {
        measure("http", Map.of("DELTAS", "20", "WARM_UPS", "1", "STORIES", "1"), 1);

        assertThat(render("http", "http"))
                .contains("| CRT and CRT | CRT and NETTY | NETTY and CRT | NETTY and NETTY |")
                .contains("| text whole | yes | yes | yes | yes |");
    }

    @Test
    void primeHasARowForEachWayToStartAndOneForWarmStories() throws Exception {
        measure("prime", Map.of("DELTAS", "3", "WARM_UPS", "1", "STORIES", "1"), 1, 1);

        assertThat(render("prime", "prime"))
                .contains(
                        "| not primed |",
                        "| primed at start |",
                        "| primed before the snapshot and restored |",
                        "| warm |");
    }

    /** Every way to start runs a whole story here, those with a trained cache included. */
    @Test
    void startHasARowForEachWayToStart() throws Exception {
        measure("start", Map.of(), 1);
        String jdk = "JDK " + System.getProperty("java.version");

        assertThat(render("start", "start"))
                .contains("- the zip: ")
                .contains("| %s | the runtime client alone |".formatted(jdk))
                .contains("| %s | the zip |".formatted(jdk))
                .contains("| one class path with class cache |", "| the same with 64 MB of heap |")
                .contains("built by the first request", "built by a second thread", "built by two threads")
                .contains("| LangChain4j with compressed jars |")
                .containsPattern("the zip primed at start \\|.*\\| (met|\\*\\*MISSED\\*\\*) \\|")
                .containsPattern("at most 0.75 of LangChain4j's with stored jars: [0-9]+ of [0-9]+ ms")
                .containsPattern("class cache, relative to one class path without \\| JDK .*[0-9] → [0-9]")
                .contains("priming at start, relative to the zip");
    }

    @Test
    void manyRunsStoriesAtOnceInOneProcess() throws Exception {
        List<StoryRecord> records = measure("many", Map.of("ROUNDS", "2"), 20, 2, 5, 1, 8);

        assertThat(records).hasSize(3 + 3 * 8);
        assertThat(render("many", "many").lines())
                .anyMatch(line -> line.startsWith("| 1 | yes |"))
                .anyMatch(line -> line.startsWith("| 8 | yes |"));
    }

    @Test
    void growthHasALineForEachLengthAndForEachNumberOfClients() throws Exception {
        Map<String, String> sizes = Map.of("GROWTH_DELTAS", "600", "GROWTH_CLIENTS", "4");
        measure("growth-length", sizes);
        measure("growth-crowd", sizes);

        assertThat(render("growth", "growth-length", "growth-crowd").lines())
                .anyMatch(line -> line.startsWith("| 600 | 1 | yes |"))
                .anyMatch(line -> line.startsWith("| 250 | 4 | yes |"));
    }
}
