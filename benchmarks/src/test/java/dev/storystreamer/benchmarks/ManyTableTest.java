package dev.storystreamer.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class ManyTableTest {

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "the runtime interface client runs on Linux alone")
    void tellsEveryStoryOfACrowdWhole() throws Exception {
        ManyTable table = ManyTable.measure(Path.of(".."), Plan.pace(2, 5, 20), 2, 1, 8);

        assertThat(table.markdown().lines())
                .anyMatch(line -> line.startsWith("| 1 | yes |"))
                .anyMatch(line -> line.startsWith("| 8 | yes |"));
    }

    @Test
    void aQuantileIsTheSmallestValueThatSoManyDoNotExceed() {
        double[] values = {40, 10, 30, 20};

        assertThat(CrowdRound.quantile(values, 0.5)).isEqualTo(20);
        assertThat(CrowdRound.quantile(values, 0.51)).isEqualTo(30);
        assertThat(CrowdRound.quantile(values, 0.99)).isEqualTo(40);
        assertThat(CrowdRound.quantile(values, 0)).isEqualTo(10);
    }
}
