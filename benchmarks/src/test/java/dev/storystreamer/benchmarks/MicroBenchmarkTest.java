package dev.storystreamer.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

class MicroBenchmarkTest {

    @Test
    void everyBenchmarkRunsAndIsInTheTable(@TempDir Path directory) throws Exception {
        System.setProperty("jmh.ignoreLock", "true"); // nothing is measured here
        Path json = directory.resolve("jmh.json");
        var options = new OptionsBuilder()
                .forks(0)
                .warmupIterations(0)
                .measurementIterations(1)
                .measurementTime(TimeValue.milliseconds(1))
                .verbosity(VerboseMode.SILENT)
                .addProfiler(GCProfiler.class)
                .resultFormat(ResultFormatType.JSON)
                .result(json.toString())
                .shouldFailOnError(true)
                .build();

        assertThat(new Runner(options).run())
                .hasSize(11)
                .allMatch(result -> result.getPrimaryResult().getScore() > 0);
        assertThat(NodeProgram.run("src/main/node/render.mjs", "jmh", json.toString(), json.toString()))
                .containsPattern("\\| relay: post for each delta \\| [0-9.]+ \\([0-9.]+–[0-9.]+\\) \\| [0-9]+ \\|")
                .containsPattern("\\| 150 ns, 68.1 B \\| C1 (met|MISSED), C2 (met|MISSED) \\|")
                .contains("| signing: sign by the crt |", "| frames: read ten turns v2 |");
    }
}
