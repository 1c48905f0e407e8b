package dev.storystreamer.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(value = OS.LINUX, disabledReason = "the runtime interface client runs on Linux alone")
class GrowthTableTest {

    @Test
    void tellsLongerStoriesWholeOneAfterTheOther() throws Exception {
        GrowthTable table = GrowthTable.measureLengths(Path.of(".."), 600);

        assertThat(table.markdown().lines()).anyMatch(line -> line.startsWith("| 600 | 1 | yes |"));
    }

    @Test
    void aDeltaMayNotBecomeDearerNorTheProcessLargerThanItsBound() {
        GrowthTable.Line first = line(10, 200, 129);
        GrowthTable.Line same = line(100, 219, 256);
        GrowthTable.Line dearer = line(1_000, 242, 257);

        assertThat(GrowthTable.verdict(List.of(first, same)))
                .startsWith("CPU of a delta from 10 deltas × 1 to 100 deltas × 1: 200 → 219 µs")
                .contains("1.10, met", "129 → 256 MB")
                .endsWith("256 MB: met.%n".formatted());
        assertThat(GrowthTable.verdict(List.of(first, same, dearer, line(10_000, 100, 130))))
                .contains("1.11, **MISSED**")
                .endsWith("256 MB: **MISSED**.%n".formatted());
    }

    private static GrowthTable.Line line(int deltas, double cpuMicros, double residentMegabytes) {
        return new GrowthTable.Line(deltas, 1, true, 1, cpuMicros, residentMegabytes, 12);
    }
}
