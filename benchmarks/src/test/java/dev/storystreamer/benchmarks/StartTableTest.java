package dev.storystreamer.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(value = OS.LINUX, disabledReason = "the runtime interface client runs on Linux alone")
class StartTableTest {

    /** Every way of starting tells a whole story here, those with a trained cache included. */
    @Test
    void hasARowForEachWayToStart() throws Exception {
        Jdk jdk = Jdk.current();

        String table = StartTable.measure(Path.of(".."), List.of(jdk), 1);

        assertThat(table)
                .contains("`story-lambda.zip`: ")
                .contains("| %s | the runtime client alone |".formatted(jdk))
                .contains("| %s | the zip |".formatted(jdk))
                .containsPattern("one class path, (AOT cache|class data sharing) \\([1-9][0-9]* MB\\)")
                .contains("built by the first request", "built beside the runtime", "built by two threads")
                .contains("LangChain4j");
    }
}
