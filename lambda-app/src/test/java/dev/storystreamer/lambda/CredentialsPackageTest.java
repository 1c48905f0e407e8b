package dev.storystreamer.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.storystreamer.awslocal.LocalCloud;
import dev.storystreamer.awslocal.faults.LatencyProfile;
import dev.storystreamer.awslocal.lambda.RuntimeProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What the packaged function logs if it cannot call the model. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "the runtime interface client runs on Linux alone")
class CredentialsPackageTest {

    @TempDir
    static Path directory;

    private PackagedFunction function;

    private RuntimeProcess start(LocalCloud cloud, Map<String, String> changes) {
        Map<String, String> environment = LocalDeployment.environment(cloud);
        environment.putAll(changes);
        environment.values().removeIf(String::isEmpty);
        try {
            function = PackagedFunction.in(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return function.start(StoryHandler.class, environment);
    }

    private JsonObject lineOfAStory(Map<String, String> changes) throws Exception {
        try (LocalDeployment deployment =
                        LocalDeployment.inRuntime(LatencyProfile.NO_DELAY, cloud -> start(cloud, changes));
                TestUser user = deployment.user()) {
            user.send("{\"storyType\":\"DOGS\"}");
            assertThat(deployment.answer()).contains("Message processed");
            return function.log()
                    .lines()
                    .filter(line -> line.contains("\"story ended\""))
                    .map(line -> JsonParser.parseString(line).getAsJsonObject())
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Test
    void logsThatThereAreNoCredentials() throws Exception {
        JsonObject line = lineOfAStory(Map.of(
                "AWS_ACCESS_KEY_ID",
                "",
                "AWS_SECRET_ACCESS_KEY",
                "",
                "AWS_EC2_METADATA_DISABLED",
                "true",
                "HOME",
                "/none"));

        // The call of the model and the first post fail at the same time, and the first failure ends the story.
        assertThat(line.get("code").getAsString()).isIn("model_failed", "delivery_failed");
        assertThat(line.get("modelRetries").getAsInt()).isZero();
        assertThat(line.get("rootCause").getAsString())
                .startsWith("software.amazon.awssdk.core.exception.SdkClientException: Unable to load credentials");
    }

    @Test
    void logsTheRootCauseIfTheModelCannotBeReached() throws Exception {
        JsonObject line = lineOfAStory(Map.of("AWS_ENDPOINT_URL_BEDROCK_RUNTIME", "http://bedrock.invalid"));

        assertThat(line.get("code").getAsString()).isEqualTo("model_failed");
        assertThat(line.get("reason").getAsString()).isEqualTo("unavailable");
        assertThat(line.get("causedBy").getAsString())
                .startsWith("software.amazon.awssdk.core.exception.SdkClientException");
        assertThat(line.get("rootCause").getAsString())
                .startsWith("software.amazon.awssdk.crt.http.HttpException: ")
                .containsIgnoringCase("dns");
    }
}
