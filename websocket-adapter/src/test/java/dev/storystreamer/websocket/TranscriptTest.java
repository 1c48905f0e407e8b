package dev.storystreamer.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storystreamer.protocol.testkit.Transcript;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The transcripts that stand in the documentation, played: each frame comes where it is written, and no other. */
class TranscriptTest {

    /** Writes the transcripts anew instead of checking them. */
    private static final boolean WRITE = Boolean.getBoolean("transcripts.write");

    static Stream<Transcript> transcripts() throws Exception {
        return Transcript.all();
    }

    @ParameterizedTest
    @MethodSource("transcripts")
    void goesAsItIsWritten(Transcript transcript) throws Exception {
        var player = new TranscriptPlayer();
        List<String> played = new ArrayList<>();
        for (String line : transcript.lines()) {
            if (!line.startsWith("< ")) {
                played.add(line);
                player.play(line).forEach(frame -> played.add("< " + frame));
            }
        }

        if (WRITE) {
            Files.write(transcript.path(), played);
        }
        assertThat(played).isEqualTo(transcript.lines());
    }

    @Test
    void thereIsOneForEveryEndingInBothProtocols() throws Exception {
        List<String> endings = List.of(
                "finished",
                "content-filter",
                "incomplete",
                "model-busy",
                "model-refused",
                "model-failed",
                "model-stalled",
                "deadline",
                "stopped",
                "gone",
                "delivery-failed",
                "invalid-request");

        List<String> names = transcripts().map(Transcript::toString).toList();

        for (String ending : endings) {
            assertThat(names).contains("v1/" + ending + ".txt", "v2/" + ending + ".txt");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"v1", "v2"})
    void isQuotedByThePageOfItsProtocol(String protocol) throws Exception {
        Transcript finished = transcripts()
                .filter(transcript -> transcript.toString().equals(protocol + "/finished.txt"))
                .findFirst()
                .orElseThrow();

        assertThat(Files.readString(Transcript.protocol().resolve(protocol + ".md")))
                .contains(finished.lines().stream()
                        .filter(line -> !line.startsWith("#"))
                        .collect(Collectors.joining("\n", "```\n", "\n```")));
    }
}
