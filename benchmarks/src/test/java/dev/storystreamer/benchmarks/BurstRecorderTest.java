package dev.storystreamer.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class BurstRecorderTest {

    @Test
    void hasALineForEachDeltaWithItsGapAndItsLength() throws Exception {
        List<String> lines = BurstRecorder.record(30);

        assertThat(lines).hasSize(31).first().isEqualTo("gap_ms,length");
        assertThat(lines.subList(1, 31)).allMatch(line -> line.matches("\\d+,[1-9]\\d*"));
        assertThat(lines.get(1)).startsWith("0,");
    }

    @Test
    void recordsTheSameDeltasEachTime() throws Exception {
        assertThat(lengths(BurstRecorder.record(30))).isEqualTo(lengths(BurstRecorder.record(30)));
    }

    private static List<String> lengths(List<String> lines) {
        return lines.stream().map(line -> line.substring(line.indexOf(','))).toList();
    }
}
