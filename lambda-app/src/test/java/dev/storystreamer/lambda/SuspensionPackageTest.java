package dev.storystreamer.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storystreamer.awslocal.lambda.RuntimeProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The connection to the model is closed before an invocation returns, because Lambda suspends the process then. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "the runtime interface client runs on Linux alone")
class SuspensionPackageTest {

    private static final int STORIES = 10;
    private static final Duration LONG = Duration.ofMinutes(1);

    /** What ends a story whose model does not. */
    enum End {
        GONE,
        STOPPED,
        STALLED,
        EXPIRED
    }

    @TempDir
    static Path directory;

    private final SocketAwsServer aws = new SocketAwsServer();
    private RuntimeProcess function;

    @ParameterizedTest
    @EnumSource
    void happensAfterTheConnectionToTheModelIsClosed(End end) throws Exception {
        PackagedFunction packaged = PackagedFunction.in(directory);
        List<Boolean> closed = new ArrayList<>();
        try (aws;
                RuntimeProcess process = packaged.start(StoryHandler.class, environment(end));
                SuspendedProcess suspension = new SuspendedProcess(process.process())) {
            function = process;
            run(LONG, "{\"storyType\":\"WARMTH\"}");
            for (int story = 0; story < STORIES; story++) {
                runUntil(end, suspension);
                closed.add(aws.awaitClosedCall(2, TimeUnit.SECONDS));
                suspension.resume();
                if (!closed.get(story)) {
                    aws.awaitClosedCall(2, TimeUnit.SECONDS);
                }
            }
        }

        assertThat(closed).as("closed while the process is suspended").doesNotContain(false);
        assertThat(packaged.log()).contains("\"ending\":\"" + ending(end) + "\"");
    }

    private static String ending(End end) {
        return switch (end) {
            case GONE -> "gone";
            case STOPPED -> "stopped";
            case STALLED, EXPIRED -> "expired";
        };
    }

    private Map<String, String> environment(End end) {
        Map<String, String> environment =
                new HashMap<>(aws.environment("STORY_STALL_TIMEOUT_MS", end == End.STALLED ? "300" : "30000"));
        if (end == End.STOPPED) { // an abort is an invocation of its own
            environment.put("AWS_LAMBDA_MAX_CONCURRENCY", "2");
        }
        return environment;
    }

    private void runUntil(End end, SuspendedProcess suspension) throws Exception {
        aws.setModel(end == End.STALLED ? SocketAwsServer.Model.STALLS : SocketAwsServer.Model.STREAMS);
        aws.setPost(SocketAwsServer.Post.ACCEPTED);
        String requestId = UUID.randomUUID().toString();
        CompletableFuture<Void> suspended = CompletableFuture.runAsync(() -> {
            // The story ends some seconds before the time of the invocation is up.
            run(end == End.EXPIRED ? Duration.ofSeconds(4) : LONG, send(requestId));
            suspension.suspend();
        });
        aws.awaitPost();
        aws.awaitPost();
        if (end == End.GONE) {
            aws.setPost(SocketAwsServer.Post.GONE);
        }
        if (end == End.STOPPED) {
            run(LONG, "{\"type\":\"abort\",\"requestId\":\"" + requestId + "\"}");
        }
        suspended.get(30, TimeUnit.SECONDS);
    }

    private void run(Duration timeLeft, String message) {
        assertThat(PackagedFunction.invoke(function, message, timeLeft)).contains("Message processed");
    }

    private static String send(String requestId) {
        return "{\"type\":\"send\",\"requestId\":\"" + requestId
                + "\",\"id\":\"chat-1\",\"trigger\":\"submit-message\",\"messages\":[{\"id\":\"u1\",\"role\":\"user\","
                + "\"parts\":[{\"type\":\"text\",\"text\":\"A story about cats\"}]}],\"headers\":{},\"body\":{}}";
    }
}
