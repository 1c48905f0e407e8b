package dev.storystreamer.local;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.storystreamer.awslocal.testkit.RawClient;
import dev.storystreamer.awslocal.testkit.TestClient;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command line as a process of its own, which is told to end while a story is under way. */
@Timeout(60)
@DisabledOnOs(OS.WINDOWS)
class EndSignalsTest {

    private static final Pattern ADDRESS = Pattern.compile("Story Streamer on (\\S+)");
    private static final byte[] STORY = RawClient.frame(0x81, "{\"storyType\":\"CATS\"}".getBytes(ISO_8859_1));

    /** Far above the second for which it waits. */
    private static final int SOON_SECONDS = 20;

    private static final Map<String, Integer> NUMBERS = Map.of("HUP", 1, "INT", 2, "TERM", 15);

    private Process process;
    private URI webSocket;

    @BeforeEach
    void start() throws IOException {
        process = StoryProcess.of("--port=0", "--token-interval-ms=5", "--tokens=10000")
                .redirectErrorStream(true)
                .start();
        BufferedReader out = process.inputReader(UTF_8);
        Matcher address = ADDRESS.matcher(String.valueOf(out.readLine()));
        assertThat(address.find()).isTrue();
        webSocket = URI.create(address.group(1));
    }

    @AfterEach
    void end() {
        process.destroyForcibly();
    }

    @ParameterizedTest
    @CsvSource({"INT, 130", "TERM, 143", "HUP, 129"})
    void tellsAClientHowItsStoryEndsAndExitsWithTheSignalsCode(String signal, int exitCode) throws Exception {
        TestClient client = aClientInAStory();

        send(signal);

        assertThat(client.closeCode()).isEqualTo(1001);
        assertThat(client.unread()).last().asString().startsWith("{\"type\":\"error\"");
        assertThat(process.waitFor()).isEqualTo(exitCode);
    }

    @Test
    void doesNotWaitForAClientThatNeverAnswersTheClose() throws Exception {
        RawClient silent = aClientThatNeverAnswers();
        TestClient client = aClientInAStory();

        send("INT");

        assertThat(process.waitFor(SOON_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(130);
        assertThat(client.closeCode()).isEqualTo(1001);
        assertThat(client.unread()).last().asString().startsWith("{\"type\":\"error\"");
        assertThat(silent.closeCode()).isEqualTo(1001);
    }

    @Test
    void endsAtOnceWhenToldTwice() throws Exception {
        aClientThatNeverAnswers(); // for its answer to the close the first signal still waits
        TestClient client = aClientInAStory();

        send("INT");
        while (!client.receive().startsWith("{\"type\":\"error\"")) {
            // It is closing when it says so.
        }
        process.destroy();

        assertThat(process.waitFor()).isEqualTo(143);
    }

    @ParameterizedTest
    @CsvSource({"INT, 130", "TERM, 143"})
    void endsTheOneStoryOfTheCommandLineToo(String signal, int exitCode) throws Exception {
        end();
        process = StoryProcess.of("--port=0", "--token-interval-ms=5", "--tokens=10000", "--story=CATS")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        BufferedReader out = process.inputReader(UTF_8);
        String line = out.readLine();
        while (!line.startsWith("{\"type\":\"text\"")) {
            line = out.readLine();
        }

        send(signal);

        assertThat(out.lines()).last().asString().startsWith("{\"type\":\"error\"");
        assertThat(process.waitFor()).isEqualTo(exitCode);
    }

    private TestClient aClientInAStory() throws InterruptedException {
        TestClient client = TestClient.connect(webSocket);
        client.send("{\"storyType\":\"CATS\"}");
        while (!client.receive().startsWith("{\"type\":\"text\"")) {
            // The story has begun when its first words have come.
        }
        return client;
    }

    private RawClient aClientThatNeverAnswers() throws IOException {
        RawClient client = RawClient.connect(webSocket.getPort()).send(RawClient.handshake(webSocket.getPath()));
        assertThat(client.statusLine()).contains(" 101 ");
        return client.send(STORY);
    }

    private void send(String signal) throws Exception {
        assumeFalse(isIgnored(signal), "a script's background jobs, and nohup, ignore " + signal);
        var kill = new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start();
        assertThat(kill.waitFor()).isZero();
    }

    private boolean isIgnored(String signal) throws IOException {
        Path status = Path.of("/proc", Long.toString(process.pid()), "status");
        if (!Files.exists(status)) {
            return false;
        }
        String mask = Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("SigIgn:"))
                .findFirst()
                .orElseThrow()
                .substring("SigIgn:".length());
        return (Long.parseUnsignedLong(mask.strip(), 16) >> (NUMBERS.get(signal) - 1) & 1) == 1;
    }
}
