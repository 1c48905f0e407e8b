package dev.storystreamer.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PerformancePageTest {

    @TempDir
    Path project;

    private Path page;

    @BeforeEach
    void writeThePage() throws IOException {
        page = project.resolve("docs/performance.md");
        Files.createDirectories(page.getParent());
        Files.writeString(page, "# Speed\n\n<!-- lag -->\nold\n<!-- /lag -->\n\nprose\n");
    }

    @Test
    void replacesOneSectionAndKeepsTheRest() throws IOException {
        PerformancePage performance = new PerformancePage(project);

        performance.replace("lag", "| new |\n");
        performance.replace("lag", "| newer |\n");

        assertThat(page).hasContent("# Speed\n\n<!-- lag -->\n\n| newer |\n\n<!-- /lag -->\n\nprose\n");
    }

    @Test
    void refusesASectionThatThePageDoesNotHave() {
        assertThatIllegalStateException()
                .isThrownBy(() -> new PerformancePage(project).replace("lags", "text"))
                .withMessageContaining("no section lags");
    }

    @Test
    void writesValuesAndPlotsBesideThePage() throws IOException {
        PerformancePage performance = new PerformancePage(project);
        Plot plot = new Plot("Lag", "deltas", Plot.Scale.LOGARITHMIC, "ms", Plot.Scale.LINEAR);
        plot.point("ours", 10, 1);
        plot.point("ours", 100, 2);

        performance.csv("lag", List.of("deltas", "ms"), List.of(List.of("10", "1")));
        performance.plot("lag", plot);

        assertThat(project.resolve("docs/performance/lag.csv")).hasContent("deltas,ms\n10,1\n");
        assertThat(project.resolve("docs/performance/lag.svg"))
                .content()
                .startsWith("<svg")
                .contains("ours");
    }
}
