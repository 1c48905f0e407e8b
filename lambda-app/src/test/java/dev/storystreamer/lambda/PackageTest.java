package dev.storystreamer.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.storystreamer.awslocal.LocalCloud;
import dev.storystreamer.awslocal.faults.LatencyProfile;
import dev.storystreamer.awslocal.lambda.RuntimeProcess;
import dev.storystreamer.awslocal.recording.ModelCall;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The stories of the packaged function. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "the runtime interface client runs on Linux alone")
class PackageTest {

    private static final long MEGABYTE = 1024 * 1024;

    @TempDir
    static Path directory;

    @Test
    void isSmallEnoughToStartQuickly() throws IOException {
        assertThat(Files.size(PackagedFunction.ZIP)).isLessThan(25 * MEGABYTE);
    }

    /**
     * The intervals between the model's events. On an idle machine a post takes less than 60 ms; on a busy one it may take
     * longer, and the texts that wait for it are joined.
     */
    private static final List<Duration> EVENT_INTERVALS =
            List.of(Duration.ofMillis(60), Duration.ofMillis(250), Duration.ofSeconds(1));

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void postsTheRecordedFramesByteForByteIfTheModelIsSlow(int number) throws Exception {
        try (LocalDeployment deployment = LocalDeployment.inRuntime(
                        LatencyProfile.NO_DELAY.withPostLatency(Duration.ofMillis(1)), PackageTest::start);
                TestUser user = deployment.user()) {
            warmUp(deployment, user);
            GoldenStory golden = GoldenStory.cases(Duration.ZERO).get(number);
            List<String> frames = List.of();
            for (int i = 0; i < EVENT_INTERVALS.size() && !frames.equals(golden.frames()); i++) {
                deployment
                        .cloud()
                        .setModelScript(GoldenStory.cases(EVENT_INTERVALS.get(i))
                                .get(number)
                                .script());
                user.send("{\"storyType\": \"CATS\"}");
                JsonObject answer = JsonParser.parseString(deployment.answer()).getAsJsonObject();
                frames = user.readAll();

                assertThat(GoldenStory.joined(frames)).isEqualTo(GoldenStory.joined(golden.frames()));
                assertThat(answer.get("body").getAsString()).isEqualTo(golden.answer());
                assertThat(answer.get("statusCode").getAsInt()).isEqualTo(200);
            }
            assertThat(frames).isEqualTo(golden.frames());
        }
    }

    /** The first posts of a process are slow, so their texts would be joined. */
    private static void warmUp(LocalDeployment deployment, TestUser user) throws InterruptedException {
        user.send("{\"storyType\":\"WARMTH\"}");
        assertThat(deployment.answer()).contains("Message processed");
        assertThat(user.readAll()).hasSizeGreaterThan(4);
    }

    @Test
    void sendsALongFastStoryCompletelyInFewPostsWithLittleMemory() throws Exception {
        LatencyProfile latency = LatencyProfile.NO_DELAY
                .withTokenInterval(Duration.ofMillis(6))
                .withTokens(500)
                .withPostLatency(Duration.ofMillis(20));
        RuntimeProcess[] runtime = new RuntimeProcess[1];
        try (LocalDeployment deployment = LocalDeployment.inRuntime(latency, cloud -> runtime[0] = start(cloud));
                TestUser user = deployment.user()) {
            user.send("{\"storyType\":\"CATS\"}");
            deployment.answer();
            List<String> frames = user.readAll();

            ModelCall call = deployment.cloud().recording().modelCalls().get(0);
            assertThat(call.deltas()).hasSize(500);
            assertThat(String.join("", GoldenStory.joined(frames))).contains(call.text());
            assertThat(deployment.cloud().recording().maxConcurrentPosts()).isEqualTo(1);
            assertThat(frames).hasSizeLessThanOrEqualTo(220);
            assertThat(peakResidentBytes(runtime[0].process())).isLessThan(200 * MEGABYTE);
        }
    }

    private static long peakResidentBytes(Process process) throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/" + process.pid() + "/status"))) {
            String peak =
                    lines.filter(line -> line.startsWith("VmHWM:")).findFirst().orElseThrow();
            return Long.parseLong(peak.replaceAll("\\D", "")) * 1024;
        }
    }

    @Test
    void closesTheModelsConnectionWhenTheClientDisconnects() throws Exception {
        LatencyProfile latency =
                LatencyProfile.NO_DELAY.withTokenInterval(Duration.ofMillis(5)).withTokens(100_000);
        try (LocalDeployment deployment = LocalDeployment.inRuntime(latency, PackageTest::start);
                TestUser user = deployment.user()) {
            user.send("{\"storyType\":\"CATS\"}");
            user.read(3);

            user.disconnect();

            assertThat(deployment.answer()).contains("Message processed");
            ModelCall call = deployment.cloud().recording().modelCalls().get(0);
            assertThat(call.closed()
                            .toCompletableFuture()
                            .get(LocalDeployment.TIMEOUT.toSeconds(), TimeUnit.SECONDS)
                            .byCaller())
                    .isTrue();
        }
    }

    @Test
    void failsAtStartAndNamesTheInvalidSetting() {
        try (LocalCloud cloud =
                LocalCloud.builder().latency(LatencyProfile.NO_DELAY).start()) {
            assertThatThrownBy(() -> start(cloud, Map.of("STORY_STALL_TIMEOUT_MS", "soon")))
                    .hasMessageContaining("STORY_STALL_TIMEOUT_MS must be a whole number from 1 to 900000: soon");
        }
    }

    private static RuntimeProcess start(LocalCloud cloud) {
        return start(cloud, Map.of());
    }

    private static RuntimeProcess start(LocalCloud cloud, Map<String, String> settings) {
        Map<String, String> environment = LocalDeployment.environment(cloud);
        environment.putAll(settings);
        try {
            return PackagedFunction.in(directory).start(StoryHandler.class, environment);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
