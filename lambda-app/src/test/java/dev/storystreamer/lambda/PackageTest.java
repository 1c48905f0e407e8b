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
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs story-lambda.zip as Lambda does: unpacked, under AWS's runtime interface client, in a process of its own. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "the runtime interface client runs on Linux alone")
class PackageTest {

    private static final long MEGABYTE = 1024 * 1024;

    @TempDir
    static Path directory;

    @BeforeAll
    static void unpack() throws IOException {
        try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(zip()))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                unpack(entry, zip);
            }
        }
    }

    private static void unpack(ZipEntry entry, InputStream content) throws IOException {
        Path target = directory.resolve("task").resolve(entry.getName());
        if (entry.isDirectory()) {
            Files.createDirectories(target);
        } else {
            Files.createDirectories(target.getParent());
            Files.copy(content, target);
        }
    }

    private static Path zip() {
        return Path.of(System.getProperty("story.lambda.zip"));
    }

    @Test
    void isSmallEnoughToStartQuickly() throws IOException {
        assertThat(Files.size(zip())).isLessThan(25 * MEGABYTE);
    }

    /**
     * 60 ms between events are slow enough for a quiet machine. On a busy one a post may take longer, and neighbours are
     * joined, as they should be: then the model speaks more slowly.
     */
    private static final List<Duration> SLOW_AND_SLOWER =
            List.of(Duration.ofMillis(60), Duration.ofMillis(250), Duration.ofSeconds(1));

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void postsTheSeedsFramesToTheByteWhenTheModelIsSlow(int number) throws Exception {
        try (Road road = Road.inRuntime(
                        LatencyProfile.NO_DELAY.withPostLatency(Duration.ofMillis(1)), PackageTest::start);
                Person person = road.person()) {
            tellOnceToWarmUp(road, person);
            Golden golden = Golden.cases(Duration.ZERO).get(number);
            List<String> frames = List.of();
            for (int i = 0; i < SLOW_AND_SLOWER.size() && !frames.equals(golden.frames()); i++) {
                road.cloud()
                        .setModelScript(
                                Golden.cases(SLOW_AND_SLOWER.get(i)).get(number).script());
                person.send("{\"storyType\": \"CATS\"}");
                JsonObject answer = JsonParser.parseString(road.answer()).getAsJsonObject();
                frames = person.readAll();

                assertThat(Golden.joined(frames)).isEqualTo(Golden.joined(golden.frames()));
                assertThat(answer.get("body").getAsString()).isEqualTo(golden.answer());
                assertThat(answer.get("statusCode").getAsInt()).isEqualTo(200);
            }
            assertThat(frames).isEqualTo(golden.frames());
        }
    }

    /** On a slow machine the first posts of a process take longer than 60 ms, and would be joined. */
    private static void tellOnceToWarmUp(Road road, Person person) throws InterruptedException {
        person.send("{\"storyType\":\"WARMTH\"}");
        assertThat(road.answer()).contains("Message processed");
        assertThat(person.readAll()).hasSizeGreaterThan(4);
    }

    @Test
    void tellsALongFastStoryWholeInFewPostsAndLittleMemory() throws Exception {
        LatencyProfile pace = LatencyProfile.NO_DELAY
                .withTokenInterval(Duration.ofMillis(6))
                .withTokens(500)
                .withPostLatency(Duration.ofMillis(20));
        RuntimeProcess[] runtime = new RuntimeProcess[1];
        try (Road road = Road.inRuntime(pace, cloud -> runtime[0] = start(cloud));
                Person person = road.person()) {
            person.send("{\"storyType\":\"CATS\"}");
            road.answer();
            List<String> frames = person.readAll();

            ModelCall call = road.cloud().recording().modelCalls().get(0);
            assertThat(call.deltas()).hasSize(500);
            assertThat(String.join("", Golden.joined(frames))).contains(call.text());
            assertThat(road.cloud().recording().maxConcurrentPosts()).isEqualTo(1);
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
    void closesTheModelsConnectionWhenTheClientLeaves() throws Exception {
        LatencyProfile pace =
                LatencyProfile.NO_DELAY.withTokenInterval(Duration.ofMillis(5)).withTokens(100_000);
        try (Road road = Road.inRuntime(pace, PackageTest::start);
                Person person = road.person()) {
            person.send("{\"storyType\":\"CATS\"}");
            person.read(3);

            person.leave();

            assertThat(road.answer()).contains("Message processed");
            ModelCall call = road.cloud().recording().modelCalls().get(0);
            assertThat(call.closed()
                            .toCompletableFuture()
                            .get(Road.PATIENCE.toSeconds(), TimeUnit.SECONDS)
                            .byCaller())
                    .isTrue();
        }
    }

    @Test
    void failsAtTheStartNamingTheSettingThatIsWrong() {
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
        try {
            Map<String, String> environment = new HashMap<>(Road.environment(cloud));
            environment.putAll(settings);
            Path temporary = Files.createTempDirectory(directory, "tmp"); // the client unpacks its native code there
            return RuntimeProcess.start(new RuntimeProcess.Launch(
                    Path.of(System.getProperty("java.home")),
                    List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Djava.io.tmpdir=" + temporary),
                    runtimeClassPath(),
                    directory.resolve("task"),
                    "dev.storystreamer.lambda.StoryHandler::handleRequest",
                    environment,
                    temporary.resolve("function.log")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> runtimeClassPath() throws IOException {
        try (Stream<Path> jars = Files.list(Path.of(System.getProperty("story.runtime.directory")))) {
            return jars.sorted().toList();
        }
    }
}
