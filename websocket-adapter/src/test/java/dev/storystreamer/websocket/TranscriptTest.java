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

/** Replays the transcripts of the documentation: the server must send exactly their frames, at the same places. */
class TranscriptTest {

    /** Overwrites the transcripts instead of checking them. */
    private static final boolean WRITE = Boolean.getBoolean("transcripts.write");

    static Stream<Transcript> transcripts() throws Exception {
        return Transcript.all();
    }

    @ParameterizedTest
    @MethodSource("transcripts")
    void sendsTheFramesOfTheTranscript(Transcript transcript) throws Exception {
        var player = new TranscriptPlayer();
        List<String> replayed = new ArrayList<>();
        for (String line : transcript.lines()) {
            if (!line.startsWith("< ")) {
                replayed.add(line);
                player.play(line).forEach(frame -> replayed.add("< " + frame));
            }
        }

        if (WRITE) {
            Files.write(transcript.path(), replayed);
        }
        assertThat(replayed).isEqualTo(transcript.lines());
    }

    @Test
    void coversEveryEndingInBothProtocols() throws Exception {
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
    void isQuotedInThePageOfItsProtocol(String protocol) throws Exception {
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
