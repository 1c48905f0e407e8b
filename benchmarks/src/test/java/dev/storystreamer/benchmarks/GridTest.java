package dev.storystreamer.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(value = OS.LINUX, disabledReason = "the runtime interface client runs on Linux alone")
class GridTest {

    @Test
    void tellsAWholeStoryForEachPaceAndContender(@TempDir Path project) throws Exception {
        Path page = project.resolve("docs/performance.md");
        Files.createDirectories(page.getParent());
        Files.writeString(page, "<!-- grid -->\n<!-- /grid -->\n");
        List<Cell> cells = Cell.all(List.of(1), List.of(2));
        Grid grid = new Grid(FunctionPackage.unpack(Path.of("..")), 2, 10, cells);

        GridReport report = grid.run(
                List.of(Jdk.current()), new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8));
        report.write(new PerformancePage(project));

        assertThat(page)
                .content()
                .containsPattern("\\| 2 ms \\| 1 ms \\| [0-9.]+ \\([0-9.]+–[0-9.]+\\) \\| ")
                .contains("| 2 ms | in bursts | ")
                .contains("CPU per 1,000 deltas, ms:")
                .contains("Every story arrived whole.");
        assertThat(Files.readAllLines(project.resolve("docs/performance/grid.csv")))
                .hasSize(1 + 2 * cells.size() * Contender.ALL.size());
        assertThat(project.resolve("docs/performance/grid-finish-lag-2.svg"))
                .content()
                .contains("Spring AI");
    }
}
