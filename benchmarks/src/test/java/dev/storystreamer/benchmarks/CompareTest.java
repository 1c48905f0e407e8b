package dev.storystreamer.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(value = OS.LINUX, disabledReason = "the runtime interface client runs on Linux alone")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CompareTest {

    private static final int DELTAS = 30;

    private final ByteArrayOutputStream progress = new ByteArrayOutputStream();
    private Compare compare;

    @BeforeAll
    void compareOnce() throws Exception {
        compare = new Compare(FunctionPackage.unpackStored(Path.of("..")), 1, new Plan(2, 5, DELTAS, 0, 1));
        compare.run(List.of(Jdk.current()), new PrintStream(progress, true, StandardCharsets.UTF_8));
    }

    @Test
    void everyContenderTellsTheSameStoryWhole() {
        assertThat(compare.trials()).extracting(Trial::contender).containsExactlyElementsOf(Contender.ALL);
        assertThat(compare.trials()).allMatch(Trial::whole);
        assertThat(compare.trials())
                .allSatisfy(trial -> assertThat(trial.first().deltas()).isEqualTo(DELTAS));
        assertThat(compare.trials().stream().map(trial -> trial.first().text()).distinct())
                .hasSize(1);
    }

    @Test
    void thoseThatDoNotJoinMakeAPostForEachDelta() {
        assertThat(compare.trials())
                .filteredOn(trial -> !trial.contender().name().startsWith("Story Streamer"))
                .hasSize(3)
                .allSatisfy(trial -> assertThat(trial.first().posts()).isGreaterThan(DELTAS));
    }

    @Test
    void theTablesHaveEveryFigureAndEveryGoal() throws IOException {
        String markdown = compare.markdown();

        assertThat(markdown).contains("| text whole | yes | yes | yes | yes | yes |");
        assertThat(Figure.ALL).allSatisfy(figure -> assertThat(markdown).contains("| " + figure.title() + " | "));
        assertThat(markdown.lines().filter(line -> line.matches(".*: (met|\\*\\*MISSED\\*\\*) \\|$")))
                .hasSize(Goal.all(5).size());
        assertThat(markdown).contains("`langchain4j-bedrock ", "`spring-ai-bedrock-converse ");
        assertThat(markdown).contains("`DELTAS=30 WARM_UPS=0 STORIES=1 benchmarks/run compare 1`");
    }

    @Test
    void thePageAndTheValuesAreWritten(@TempDir Path project) throws IOException {
        Path page = project.resolve("docs/performance.md");
        Files.createDirectories(page.getParent());
        Files.writeString(page, "<!-- compare -->\n<!-- /compare -->\n");

        compare.write(new PerformancePage(project));

        assertThat(page).content().contains("### JDK ");
        assertThat(Files.readAllLines(project.resolve("docs/performance/compare.csv")))
                .hasSize(1 + 2 * Contender.ALL.size())
                .allMatch(line -> line.split(",", -1).length == 15);
    }

    @Test
    void saysWhatItDoesAndHowLongThatTakes() {
        assertThat(progress.toString(StandardCharsets.UTF_8))
                .contains(" minutes")
                .contains("round 1 of 1, JDK ")
                .contains(", Spring AI");
    }
}
