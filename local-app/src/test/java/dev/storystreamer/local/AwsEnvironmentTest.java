package dev.storystreamer.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.storystreamer.awslocal.LocalCloud;
import dev.storystreamer.awslocal.faults.LatencyProfile;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs {@code --bedrock aws} in another process with its own environment. Another local cloud serves as Bedrock. */
@Timeout(120)
class AwsEnvironmentTest {

    private static final Map<String, String> KEYS =
            Map.of("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY", "secret");

    @TempDir
    private Path home;

    private LocalCloud bedrock;
    private Process process;

    @BeforeEach
    void start() {
        bedrock = LocalCloud.builder().latency(LatencyProfile.NO_DELAY).start();
    }

    @AfterEach
    void stop() {
        process.destroyForcibly();
        bedrock.close();
    }

    private List<String> runStory(Map<String, String> environment) throws Exception {
        ProcessBuilder builder = StoryLocalProcess.of(
                "--port=0", "--bedrock=aws", "--model-id=eu.amazon.nova-lite-v1:0", "--story=CATS");
        Map<String, String> all = builder.environment();
        all.keySet().removeIf(name -> name.startsWith("AWS_"));
        all.put("AWS_ENDPOINT_URL_BEDROCK_RUNTIME", bedrock.endpointUri().toString());
        all.putAll(environment);
        all.put("HOME", home.toString());
        all.put("AWS_EC2_METADATA_DISABLED", "true");
        Path out = home.resolve("out");
        process = builder.redirectErrorStream(true).redirectOutput(out.toFile()).start();
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        return Files.readAllLines(out);
    }

    @Test
    void callsBedrockAtTheEndpointOfTheEnvironmentAndPrintsIt() throws Exception {
        Files.createDirectory(home.resolve(".aws"));
        Files.writeString(home.resolve(".aws/config"), "[default]\nregion = eu-west-1\n");

        List<String> lines = runStory(KEYS);

        assertThat(process.exitValue()).isZero();
        assertThat(lines.get(0))
                .contains("except Bedrock at " + bedrock.endpointUri())
                .doesNotContain("including the model");
        assertThat(lines).last().isEqualTo("{\"type\":\"other\",\"message\":null}");
        assertThat(bedrock.recording().modelCalls())
                .singleElement()
                .satisfies(call -> assertThat(call.modelId()).isEqualTo("eu.amazon.nova-lite-v1:0"));
    }

    @Test
    void reportsAMissingRegion() throws Exception {
        List<String> lines = runStory(KEYS);

        assertThat(process.exitValue()).isEqualTo(1);
        assertThat(lines)
                .singleElement()
                .asString()
                .startsWith("story-local: --bedrock aws needs a region: set AWS_REGION");
    }

    @Test
    void reportsMissingCredentials() throws Exception {
        List<String> lines = runStory(Map.of("AWS_REGION", "eu-west-1"));

        assertThat(process.exitValue()).isEqualTo(1);
        assertThat(lines)
                .singleElement()
                .asString()
                .startsWith("story-local: --bedrock aws needs credentials: set AWS_ACCESS_KEY_ID");
    }

    @Test
    void readsProfilesWithSingleSignOnAndWithARole() throws Exception {
        Files.createDirectory(home.resolve(".aws"));
        Files.writeString(home.resolve(".aws/config"), """
                [profile sso]
                sso_session = office
                sso_account_id = 111122223333
                sso_role_name = Reader
                [sso-session office]
                sso_region = eu-west-1
                sso_start_url = https://example.awsapps.com/start
                [profile role]
                role_arn = arn:aws:iam::111122223333:role/reader
                source_profile = sso
                """);

        for (String profile : List.of("sso", "role")) {
            assertThat(runStory(Map.of("AWS_REGION", "eu-west-1", "AWS_PROFILE", profile)))
                    .singleElement()
                    .asString()
                    .contains(
                            "The profile: The SSO session associated with this profile has expired or is otherwise invalid");
        }
    }

    /** Runs a story against an endpoint and returns the last line of the output, which is not a frame. */
    private String problem(String endpoint) throws Exception {
        Map<String, String> environment = new HashMap<>(KEYS);
        environment.put("AWS_REGION", "eu-west-1");
        environment.put("AWS_ENDPOINT_URL_BEDROCK_RUNTIME", endpoint);

        List<String> lines = runStory(environment);

        assertThat(process.exitValue()).isEqualTo(1);
        return lines.stream()
                .filter(line -> line.startsWith("story-local: "))
                .findFirst()
                .orElseGet(() -> String.join("\n", lines));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ExpiredTokenException       | have expired       | aws sso login
            UnrecognizedClientException | do not exist       | AWS_ACCESS_KEY_ID
            InvalidClientTokenId        | do not exist       | AWS_ACCESS_KEY_ID
            InvalidSignatureException   | signature is wrong | clock
            IncompleteSignature         | signature is wrong | AWS_SECRET_ACCESS_KEY
            MissingAuthenticationToken  | does not accept    | AWS_ACCESS_KEY_ID
            """)
    void printsThatTheCredentialsAreWrongAndWhatToDo(String errorType, String wrong, String remedy) throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                exchange.getRequestBody().readAllBytes();
                exchange.getResponseHeaders().set("x-amzn-errortype", errorType);
                exchange.sendResponseHeaders(403, -1);
            }
        });
        server.start();
        try {
            assertThat(problem("http://127.0.0.1:" + server.getAddress().getPort()))
                    .startsWith("story-local: ")
                    .contains(errorType, wrong, remedy);
        } finally {
            server.stop(0);
        }
    }

    @Test
    void printsThatBedrockCannotBeReachedAndWhatToDo() throws Exception {
        int refused;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            refused = socket.getLocalPort();
        }
        for (String endpoint : List.of("http://127.0.0.1:" + refused, "http://bedrock.invalid")) {
            assertThat(problem(endpoint))
                    .startsWith("story-local: ")
                    .contains("cannot reach Bedrock at " + endpoint, "network", "AWS_ENDPOINT_URL_BEDROCK_RUNTIME");
        }
    }
}
