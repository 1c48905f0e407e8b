package dev.storystreamer.core.docsamples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storystreamer.core.Ending;
import dev.storystreamer.core.Receipt;
import dev.storystreamer.core.testkit.Script;
import dev.storystreamer.core.testkit.ScriptedLlmStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TerminalStoryTest {

    private static final Path SAMPLE = Path.of("src/test/java/dev/storystreamer/core/docsamples/TerminalStory.java");

    @Test
    void printsAStory() throws Exception {
        ByteArrayOutputStream terminal = new ByteArrayOutputStream();
        ScriptedLlmStream model = new ScriptedLlmStream(Script.story("Once", " upon", " a", " time."));

        Receipt receipt = new TerminalStory(model)
                .start("CATS", new PrintStream(terminal, true, StandardCharsets.UTF_8))
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);

        assertThat(terminal.toString(StandardCharsets.UTF_8)).isEqualTo("Once upon a time.");
        assertThat(receipt.ending()).isEqualTo(Ending.FINISHED);
    }

    @Test
    void isTheSampleInTheReadme() throws IOException {
        String sample = Files.readString(SAMPLE);
        String expected = sample.substring(sample.indexOf("final class TerminalStory"));

        assertThat(Files.readString(Path.of("..", "README.md"))).contains("```java\n" + expected + "```");
    }
}
