package dev.storystreamer.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.storystreamer.awslocal.LocalCloud;
import dev.storystreamer.awslocal.faults.LatencyProfile;
import dev.storystreamer.awslocal.lambda.Invocation;
import dev.storystreamer.awslocal.lambda.RuntimeProcess;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The package under AWS's runtime interface client: what a start does before the first client comes. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "the runtime interface client runs on Linux alone")
class PrimingPackageTest {

    @TempDir
    static Path directory;

    private Path log;
    private Path classes;

    @BeforeAll
    static void unpack() throws IOException {
        Path zip = Path.of(System.getProperty("story.lambda.zip"));
        try (ZipInputStream content = new ZipInputStream(Files.newInputStream(zip))) {
            for (ZipEntry entry = content.getNextEntry(); entry != null; entry = content.getNextEntry()) {
                unpack(entry, content);
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

    private RuntimeProcess start(LocalCloud cloud, Map<String, String> settings) {
        Map<String, String> environment = new HashMap<>(Road.environment(cloud));
        environment.putAll(settings);
        return start(StoryHandler.class, environment);
    }

    private RuntimeProcess start(Class<?> handler, Map<String, String> environment) {
        try {
            Path temporary = Files.createTempDirectory(directory, "tmp"); // the client unpacks its native code there
            log = temporary.resolve("function.log");
            classes = temporary.resolve("classes.log");
            try (Stream<Path> jars = Files.list(Path.of(System.getProperty("story.runtime.directory")))) {
                return RuntimeProcess.start(new RuntimeProcess.Launch(
                        Path.of(System.getProperty("java.home")),
                        List.of(
                                "-Xmx256m",
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "-Dorg.crac.Core.Compat=com.amazonaws.services.lambda.crac", // as Lambda's bootstrap
                                "-Xlog:class+load:file=" + classes,
                                "-Djava.io.tmpdir=" + temporary),
                        jars.sorted().toList(),
                        directory.resolve("task"),
                        handler.getName() + "::handleRequest",
                        environment,
                        log));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<JsonObject> logged() throws IOException {
        String lines = Files.readString(log).replace("}{", "}\n{"); // outside Lambda, no newline parts two entries
        return lines.lines()
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

    private void tellsAStory(Road road) throws Exception {
        try (Person person = road.person()) {
            person.send("{\"storyType\":\"DOGS\"}");
            assertThat(road.answer()).contains("Message processed");
            assertThat(String.join("", person.readAll())).contains("dogs");
        }
        assertThat(road.cloud().recording().modelCalls()).hasSize(1);
    }

    @Test
    void tellsCannedStoriesBeforeASnapshotAndRenewsItselfAfterTheRestore() throws Exception {
        Map<String, String> snapStart = Map.of("AWS_LAMBDA_INITIALIZATION_TYPE", "snap-start");
        try (Road road = Road.inRuntime(LatencyProfile.NO_DELAY, cloud -> start(cloud, snapStart))) {
            assertThat(messages()).containsExactly("primed", "restored");

            tellsAStory(road);

            assertThat(messages()).containsExactly("primed", "restored", "story ended");
            assertThat(logged().stream().filter(line -> line.has("_aws"))).hasSize(1); // the real story's alone
        }
    }

    @Test
    void tellsCannedStoriesAtStartOnRequest() throws Exception {
        Map<String, String> settings = Map.of(
                "STORY_PRIME", "true",
                "STORY_MIN_POST_INTERVAL_MS", "60000",
                "STORY_MAX_STORY_TYPE_LENGTH", "4",
                "STORY_SYSTEM_PROMPT", "You tell stories.");
        try (Road road = Road.inRuntime(LatencyProfile.NO_DELAY, cloud -> start(cloud, settings))) {
            assertThat(messages()).containsExactly("primed");
            assertThat(road.cloud().recording().modelCalls()).isEmpty();
        }
    }

    @Test
    void holdsTheAuthorizerToo() throws Exception {
        Map<String, String> environment = Map.of(
                "STORY_JWT_ISSUER", "https://login.example.com/",
                "STORY_JWT_AUDIENCE", "story-readers",
                "STORY_JWT_JWKS_URL", "https://login.example.com/keys");
        String event =
                "{\"methodArn\":\"arn:aws:execute-api:us-east-1:123456789012:abcdef123/prod/$connect\",\"headers\":"
                        + "{\"sec-websocket-protocol\":\"story.v1, bearer.secret-garbage\"},\"requestContext\":{\"requestId\":\"r1\"}}";
        try (RuntimeProcess authorizer = start(ConnectAuthorizer.class, environment)) {
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
            assertThat(Files.readString(log)).doesNotContain("secret");
        }
    }

    @Test
    void loadsNothingOfPrimingSnapshotsAndTokensOtherwise() throws Exception {
        try (Road road = Road.inRuntime(LatencyProfile.NO_DELAY, cloud -> start(cloud, Map.of()))) {
            tellsAStory(road);

            assertThat(messages()).containsExactly("story ended");
            assertThat(Files.readString(classes))
                    .contains("dev.storystreamer.lambda.StoryHandler ")
                    .doesNotContain("com.nimbusds")
                    .doesNotContain("com.sun.net.httpserver")
                    .doesNotContain("org.crac");
        }
    }
}
