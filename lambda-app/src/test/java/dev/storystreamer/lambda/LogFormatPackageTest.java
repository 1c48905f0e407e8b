package dev.storystreamer.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.storystreamer.awslocal.LocalCloud;
import dev.storystreamer.awslocal.faults.LatencyProfile;
import dev.storystreamer.awslocal.lambda.RuntimeProcess;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the packaged function writes to the log in each log format of Lambda. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "the runtime interface client runs on Linux alone")
class LogFormatPackageTest {

    /** The type of a frame without the bits for the level and the format. */
    private static final int FRAME_TYPE = 0xa55a0000;

    @TempDir
    static Path directory;

    private PackagedFunction function;

    /** Runs one story with SnapStart, so that every kind of line is written. */
    private void runStory(Map<String, String> logSettings) throws Exception {
        function = PackagedFunction.in(directory);
        Map<String, String> settings = new HashMap<>(logSettings);
        settings.put("AWS_LAMBDA_INITIALIZATION_TYPE", "snap-start");
        try (LocalDeployment deployment =
                        LocalDeployment.inRuntime(LatencyProfile.NO_DELAY, cloud -> start(cloud, settings));
                TestUser user = deployment.user()) {
            user.send("{\"storyType\":\"DOGS\"}");
            assertThat(deployment.answer()).contains("Message processed");
        }
    }

    private RuntimeProcess start(LocalCloud cloud, Map<String, String> settings) {
        Map<String, String> environment = LocalDeployment.environment(cloud);
        environment.putAll(settings);
        return function.start(StoryHandler.class, environment);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TEXT", "JSON"})
    void writesEachDocumentUnchangedInALineOfItsOwn(String format) throws Exception {
        runStory(Map.of("AWS_LAMBDA_LOG_FORMAT", format));

        assertThat(function.log()).endsWith("\n");
        assertDocuments(function.log().lines().toList());
    }

    @ParameterizedTest
    @ValueSource(strings = {"TEXT", "JSON"})
    void writesEachDocumentUnchangedInAFrameOfItsOwn(String format) throws Exception {
        runStory(Map.of("AWS_LAMBDA_LOG_FORMAT", format, "_LAMBDA_TELEMETRY_LOG_FD", "1"));

        assertDocuments(frames(function.logBytes()));
    }

    @Test
    void writesTheMetricsAtEachLogLevelAndOtherLinesAtTheirOwn() throws Exception {
        runStory(Map.of("AWS_LAMBDA_LOG_FORMAT", "JSON", "AWS_LAMBDA_LOG_LEVEL", "WARN"));

        assertThat(function.log().lines()).singleElement().satisfies(line -> assertMetrics(json(line)));
    }

    private static void assertDocuments(List<String> documents) {
        assertThat(documents).hasSize(4);
        assertLine(json(documents.get(0)), "primed");
        assertLine(json(documents.get(1)), "restored");
        assertLine(json(documents.get(2)), "story ended");
        assertMetrics(json(documents.get(3)));
    }

    /** Lambda's filter by level needs the members {@code timestamp} and {@code level}. */
    private static void assertLine(JsonObject line, String message) {
        assertThat(line.get("message").getAsString()).isEqualTo(message);
        assertThat(line.get("level").getAsString()).isEqualTo("INFO");
        assertThat(Instant.parse(line.get("timestamp").getAsString())).isBeforeOrEqualTo(Instant.now());
    }

    private static void assertMetrics(JsonObject document) {
        assertThat(document.getAsJsonObject("_aws").getAsJsonArray("CloudWatchMetrics"))
                .hasSize(1);
        assertThat(document.get("Stories").getAsInt()).isEqualTo(1);
        assertThat(document.get("Ending").getAsString()).isEqualTo("finished");
    }

    private static JsonObject json(String document) {
        return JsonParser.parseString(document).getAsJsonObject();
    }

    /** Splits what the runtime client writes to Lambda: type, length and time of a frame, then its document. */
    private static List<String> frames(byte[] log) {
        List<String> documents = new ArrayList<>();
        for (ByteBuffer rest = ByteBuffer.wrap(log); rest.hasRemaining(); ) {
            assertThat(rest.getInt() & 0xffff0000).isEqualTo(FRAME_TYPE);
            byte[] document = new byte[rest.getInt()];
            assertThat(rest.getLong()).isPositive();
            rest.get(document);
            documents.add(new String(document, StandardCharsets.UTF_8));
        }
        return documents;
    }
}
