package dev.storystreamer.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storystreamer.awslocal.faults.LatencyProfile;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(value = OS.LINUX, disabledReason = "the runtime interface client runs on Linux alone")
class PrimeTableTest {

    @Test
    void hasARowForEachWayToStartAndOneForWarmStories() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        PrimeTable.print(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                Path.of(".."),
                LatencyProfile.NO_DELAY.withTokens(3),
                1);

        assertThat(out.toString(StandardCharsets.UTF_8).lines())
                .hasSize(6)
                .anyMatch(line -> line.startsWith("| not primed |"))
                .anyMatch(line -> line.startsWith("| primed before the snapshot, restored |"))
                .last()
                .asString()
                .startsWith("| warm");
    }
}
