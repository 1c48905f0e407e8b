package dev.storystreamer.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

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
}
