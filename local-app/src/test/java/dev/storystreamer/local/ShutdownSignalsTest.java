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

/** Sends signals to a process of {@code story-local} while a story is running. */
@Timeout(60)
@DisabledOnOs(OS.WINDOWS)
class ShutdownSignalsTest {

    private static final Pattern ADDRESS = Pattern.compile("Story Streamer on (\\S+)");
    private static final byte[] STORY = RawClient.frame(0x81, StoryClients.REQUEST.getBytes(ISO_8859_1));

    /** The process waits one second for clients; the rest is for a slow machine. */
    private static final int MAX_EXIT_SECONDS = 20;

    private static final Map<String, Integer> SIGNAL_NUMBERS = Map.of("HUP", 1, "INT", 2, "TERM", 15);

    private Process process;
    private URI webSocket;

    @BeforeEach
    void start() throws IOException {
        process = StoryLocalProcess.of("--port=0", "--token-interval-ms=5", "--tokens=10000")
                .redirectErrorStream(true)
                .start();
        BufferedReader out = process.inputReader(UTF_8);
        Matcher address = ADDRESS.matcher(String.valueOf(out.readLine()));
        assertThat(address.find()).isTrue();
        webSocket = URI.create(address.group(1));
    }

    @AfterEach
    void kill() {
        process.destroyForcibly();
    }

    @ParameterizedTest
    @CsvSource({"INT, 130", "TERM, 143", "HUP, 129"})
    void sendsTheLastFrameAndExitsWithTheCodeOfTheSignal(String signal, int exitCode) throws Exception {
        TestClient client = StoryClients.inAStory(webSocket);

        send(signal);

        assertThat(client.closeCode()).isEqualTo(1001);
        assertThat(client.unread()).last().matches(StoryClients::isError);
        assertThat(process.waitFor()).isEqualTo(exitCode);
    }

    @Test
    void doesNotWaitForAClientThatIgnoresTheCloseFrame() throws Exception {
        RawClient silent = clientThatIgnoresTheCloseFrame();
        TestClient client = StoryClients.inAStory(webSocket);

        send("INT");

        assertThat(process.waitFor(MAX_EXIT_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(130);
        assertThat(client.closeCode()).isEqualTo(1001);
        assertThat(client.unread()).last().matches(StoryClients::isError);
        assertThat(silent.closeCode()).isEqualTo(1001);
    }

    @Test
    void stopsAtOnceAfterASecondSignal() throws Exception {
        clientThatIgnoresTheCloseFrame(); // keeps the shutdown after the first signal waiting
        TestClient client = StoryClients.inAStory(webSocket);

        send("INT");
        while (!StoryClients.isError(client.receive())) {
            // the error frame is part of the shutdown
        }
        process.destroy();

        assertThat(process.waitFor()).isEqualTo(143);
    }

    @ParameterizedTest
    @CsvSource({"INT, 130", "TERM, 143"})
    void stopsTheStoryOfTheStoryOption(String signal, int exitCode) throws Exception {
        kill();
        process = StoryLocalProcess.of("--port=0", "--token-interval-ms=5", "--tokens=10000", "--story=CATS")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        BufferedReader out = process.inputReader(UTF_8);
        String line = out.readLine();
        while (!StoryClients.isText(line)) {
            line = out.readLine();
        }

        send(signal);

        assertThat(out.lines()).last().matches(StoryClients::isError);
        assertThat(process.waitFor()).isEqualTo(exitCode);
    }

    private RawClient clientThatIgnoresTheCloseFrame() throws IOException {
        RawClient client = RawClient.connect(webSocket.getPort()).send(RawClient.handshake(webSocket.getPath()));
        assertThat(client.statusLine()).contains(" 101 ");
        return client.send(STORY);
    }

    private void send(String signal) throws Exception {
        assumeFalse(isIgnored(signal), signal + " is ignored, as in background jobs of scripts and with nohup");
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
        return (Long.parseUnsignedLong(mask.strip(), 16) >> (SIGNAL_NUMBERS.get(signal) - 1) & 1) == 1;
    }
}
