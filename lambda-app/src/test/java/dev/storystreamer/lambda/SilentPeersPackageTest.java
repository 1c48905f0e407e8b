package dev.storystreamer.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storystreamer.awslocal.lambda.RuntimeProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** No connection to a peer that falls silent stays open. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "the runtime interface client runs on Linux alone")
class SilentPeersPackageTest {

    /** 2,000 take some minutes. */
    private static final int STORIES = Integer.getInteger("story.silent.peers", 200);

    private static final Duration LONG = Duration.ofMinutes(1);

    /** A state of a connection in {@code /proc/net/tcp}. */
    private static final String ESTABLISHED = "01";

    /** A timer of a connection in {@code /proc/net/tcp}. */
    private static final String KEEP_ALIVE = "02";

    @TempDir
    static Path directory;

    private final SocketAwsServer aws = new SocketAwsServer();

    @Test
    void leaveNoConnectionOpen() throws Exception {
        PackagedFunction packaged = PackagedFunction.in(directory);
        Map<String, String> environment = new HashMap<>(aws.environment("STORY_STALL_TIMEOUT_MS", "50"));
        environment.put("STORY_FIRST_CHUNK_TIMEOUT_MS", "50");
        try (aws;
                RuntimeProcess function = packaged.start(StoryHandler.class, environment)) {
            runUntilFinished(packaged, function);
            int connections = aws.openConnections();
            long sockets = sockets(function.process());

            for (int story = 0; story < STORIES; story++) {
                switch (story % 4) {
                    case 0 -> run(function, SocketAwsServer.Model.HANGS, SocketAwsServer.Post.ACCEPTED, LONG);
                    case 1 -> run(function, SocketAwsServer.Model.STALLS, SocketAwsServer.Post.ACCEPTED, LONG);
                    case 2 -> run(function, SocketAwsServer.Model.STREAMS, SocketAwsServer.Post.GONE, LONG);
                    default ->
                        run(
                                function,
                                SocketAwsServer.Model.FINISHES,
                                SocketAwsServer.Post.HANGS,
                                Duration.ofMillis(700));
                }
            }
            runUntilFinished(packaged, function);

            aws.awaitConnections(connections, 30, TimeUnit.SECONDS);
            assertThat(sockets(function.process())).isLessThanOrEqualTo(sockets);
            assertThat(packaged.log())
                    .doesNotContain("\"level\":\"ERROR\"")
                    .doesNotContain("\"modelExchangesLeftOpen\":1");
        }
    }

    @Test
    void areNoticedByTcpKeepAlive() throws Exception {
        try (aws;
                RuntimeProcess function = PackagedFunction.in(directory)
                        .start(StoryHandler.class, aws.environment("STORY_STALL_TIMEOUT_MS", "30000"))) {
            run(function, SocketAwsServer.Model.FINISHES, SocketAwsServer.Post.ACCEPTED, LONG);

            assertThat(timersOfConnections(aws.endpoint().getPort()))
                    .as("timers of the connections to Bedrock and to the management endpoint")
                    .isNotEmpty()
                    .containsOnly(KEEP_ALIVE);
        }
    }

    /** The timeouts of this test are too short for the first stories of a process. */
    private void runUntilFinished(PackagedFunction packaged, RuntimeProcess function) throws Exception {
        int finished = finished(packaged);
        for (int i = 0; i < 50 && finished(packaged) == finished; i++) {
            run(function, SocketAwsServer.Model.FINISHES, SocketAwsServer.Post.ACCEPTED, LONG);
        }
        assertThat(finished(packaged)).isEqualTo(finished + 1);
    }

    private static int finished(PackagedFunction packaged) throws IOException {
        return packaged.log().split("\"ending\":\"finished\"", -1).length - 1;
    }

    private void run(
            RuntimeProcess function, SocketAwsServer.Model model, SocketAwsServer.Post post, Duration timeLeft) {
        aws.setModel(model);
        aws.setPost(post);
        assertThat(PackagedFunction.invoke(function, "{\"storyType\":\"CATS\"}", timeLeft))
                .contains("Message processed");
    }

    private static long sockets(Process process) throws IOException {
        try (Stream<Path> files = Files.list(Path.of("/proc", Long.toString(process.pid()), "fd"))) {
            return files.filter(SilentPeersPackageTest::isSocket).count();
        }
    }

    private static boolean isSocket(Path file) {
        try {
            return Files.readSymbolicLink(file).toString().startsWith("socket:");
        } catch (IOException e) {
            return false; // closed in the meantime
        }
    }

    /** Returns the timers of the established connections to a port of this machine. */
    private static List<String> timersOfConnections(int port) throws IOException {
        String remoteEnd = String.format(":%04X", port);
        try (Stream<String> lines = Files.lines(Path.of("/proc/net/tcp"))) {
            return lines.map(line -> line.trim().split("\\s+"))
                    .filter(fields -> fields[2].endsWith(remoteEnd) && fields[3].equals(ESTABLISHED))
                    .map(fields -> fields[5].substring(0, 2))
                    .toList();
        }
    }
}
