package dev.storystreamer.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.storystreamer.awslocal.LocalCloud;
import dev.storystreamer.awslocal.faults.LatencyProfile;
import dev.storystreamer.awslocal.lambda.Invocation;
import dev.storystreamer.awslocal.lambda.RuntimeProcess;
import dev.storystreamer.lambda.access.ConnectAuthorizer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the packaged function does at start, before the first client connects. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "the runtime interface client runs on Linux alone")
class PrimingPackageTest {

    @TempDir
    static Path directory;

    private PackagedFunction function;

    @BeforeEach
    void unpack() throws IOException {
        function = PackagedFunction.in(directory);
    }

    private RuntimeProcess start(LocalCloud cloud, Map<String, String> settings) {
        Map<String, String> environment = LocalDeployment.environment(cloud);
        environment.putAll(settings);
        return function.start(StoryHandler.class, environment);
    }

    private List<JsonObject> logged() throws IOException {
        return function.log()
                .lines()
                .filter(line -> line.startsWith("{"))
                .map(line -> JsonParser.parseString(line).getAsJsonObject())
                .toList();
    }

    private List<String> messages() throws IOException {
        return logged().stream()
                .filter(line -> line.has("message"))
                .map(line -> line.get("message").getAsString())
                .toList();
    }

    private void runAStory(LocalDeployment deployment) throws Exception {
        try (TestUser user = deployment.user()) {
            user.send("{\"storyType\":\"DOGS\"}");
            assertThat(deployment.answer()).contains("Message processed");
            assertThat(String.join("", user.readAll())).contains("dogs");
        }
        assertThat(deployment.cloud().recording().modelCalls()).hasSize(1);
    }

    @Test
    void primesBeforeASnapshotAndRenewsItsConnectionsAfterTheRestore() throws Exception {
        Map<String, String> snapStart = Map.of("AWS_LAMBDA_INITIALIZATION_TYPE", "snap-start");
        try (LocalDeployment deployment =
                LocalDeployment.inRuntime(LatencyProfile.NO_DELAY, cloud -> start(cloud, snapStart))) {
            assertThat(messages()).containsExactly("primed", "restored");

            runAStory(deployment);

            assertThat(messages()).containsExactly("primed", "restored", "story ended");
            assertThat(logged().stream().filter(line -> line.has("_aws"))).hasSize(1); // that of the real story
        }
    }

    @Test
    void primesAtStartIfConfigured() throws Exception {
        Map<String, String> settings = Map.of(
                "STORY_PRIME", "true",
                "STORY_MIN_POST_INTERVAL_MS", "60000",
                "STORY_MAX_STORY_TYPE_LENGTH", "4",
                "STORY_SYSTEM_PROMPT", "You tell stories.");
        try (LocalDeployment deployment =
                LocalDeployment.inRuntime(LatencyProfile.NO_DELAY, cloud -> start(cloud, settings))) {
            assertThat(messages()).containsExactly("primed");
            assertThat(deployment.cloud().recording().modelCalls()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"secret-garbage", "bnVsbA.e30.AAAA"}) // the header of the second is the JSON literal null
    void containsTheAuthorizer(String token) throws Exception {
        Map<String, String> environment = Map.of(
                "STORY_JWT_ISSUER", "https://login.example.com/",
                "STORY_JWT_AUDIENCE", "story-readers",
                "STORY_JWT_JWKS_URL", "https://login.example.com/keys");
        String event =
                "{\"methodArn\":\"arn:aws:execute-api:us-east-1:123456789012:abcdef123/prod/$connect\",\"headers\":"
                        + "{\"sec-websocket-protocol\":\"story.v1, bearer." + token
                        + "\"},\"requestContext\":{\"requestId\":\"r1\"}}";
        try (RuntimeProcess authorizer = function.start(ConnectAuthorizer.class, environment)) {
            byte[] answer = authorizer.invoke(
                    event.getBytes(StandardCharsets.UTF_8),
                    new Invocation(
                            "8476a536-e9f4-11e8-9739-2dfe598c3fcd",
                            "authorizer",
                            Instant.now().plusSeconds(10)));

            assertThat(JsonParser.parseString(new String(answer, StandardCharsets.UTF_8)))
                    .isEqualTo(
                            JsonParser.parseString("{\"principalId\":\"nobody\",\"context\":{\"principal\":\"nobody\"},"
                                    + "\"policyDocument\":{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Deny\","
                                    + "\"Action\":\"execute-api:Invoke\",\"Resource\":"
                                    + "[\"arn:aws:execute-api:us-east-1:123456789012:abcdef123/prod/$connect\"]}]}}"));
            assertThat(logged().get(0).get("reason").getAsString()).isEqualTo("not_a_token");
            assertThat(function.log()).doesNotContain("secret").doesNotContain("bnVsbA");
        }
    }

    @Test
    void loadsNoClassesOfPrimingSnapshotsOrTokensIfNotConfigured() throws Exception {
        try (LocalDeployment deployment =
                LocalDeployment.inRuntime(LatencyProfile.NO_DELAY, cloud -> start(cloud, Map.of()))) {
            runAStory(deployment);

            assertThat(messages()).containsExactly("story ended");
            assertThat(function.loadedClasses())
                    .contains("dev.storystreamer.lambda.StoryHandler ")
                    .doesNotContain("com.nimbusds")
                    .doesNotContain("com.sun.net.httpserver")
                    .doesNotContain("org.crac");
        }
    }
}
