package dev.storystreamer.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
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
}
