package dev.storystreamer.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
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

        StartTable.Sections sections = StartTable.measure(Path.of(".."), List.of(jdk), 1);

        assertThat(sections.saves())
                .containsPattern(
                        "(AOT cache|class data sharing), beside one class path without \\| JDK .*[0-9] → [0-9]")
                .contains("priming at start, beside the zip");
        assertThat(sections.start())
                .contains("`story-lambda.zip`: ")
                .contains("| %s | the runtime client alone |".formatted(jdk))
                .contains("| %s | the zip |".formatted(jdk))
                .containsPattern("one class path, (AOT cache|class data sharing) \\([1-9][0-9]* MB\\)")
                .contains("built by the first request", "built beside the runtime", "built by two threads")
                .contains("LangChain4j")
                .containsPattern("`STORY_PRIME=true` \\|.*\\| (met|\\*\\*MISSED\\*\\*) \\| [0-9]+ \\(")
                .containsPattern("at most 0.75 of LangChain4j's with stored jars: [0-9]+ of [0-9]+ ms");
    }

    @Test
    void aStartIsHeldAgainstItsShareOfTheirs() throws IOException {
        assertThat(StartTable.goal(Jdk.current(), "the zip", 750, 0.75, 1_000)).contains(", the zip, ", " 0.75: met.");
        assertThat(StartTable.goal(Jdk.current(), "the zip", 751, 0.75, 1_000)).endsWith("**MISSED**.%n".formatted());
    }
}
