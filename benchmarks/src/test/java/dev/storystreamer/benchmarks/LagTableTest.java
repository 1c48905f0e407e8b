package dev.storystreamer.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storystreamer.awslocal.Pace;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(value = OS.LINUX, disabledReason = "the runtime interface client runs on Linux alone")
class LagTableTest {

    @Test
    void measuresWholeStoriesOfEveryContender() throws Exception {
        Pace pace = Pace.AT_ONCE
                .withTokens(20)
                .withTokenInterval(Duration.ofMillis(2))
                .withPostLatency(Duration.ofMillis(5));
        ByteArrayOutputStream printed = new ByteArrayOutputStream();

        LagTable.print(new PrintStream(printed, true, StandardCharsets.UTF_8), Path.of(".."), pace, 1);

        assertThat(printed.toString(StandardCharsets.UTF_8).lines())
                .hasSize(4)
                .anyMatch(line -> line.startsWith("| Story Streamer | yes |"))
                .anyMatch(line -> line.startsWith("| one post per delta | yes |"));
    }
}
