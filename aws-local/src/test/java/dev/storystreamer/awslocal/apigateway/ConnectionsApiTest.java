package dev.storystreamer.awslocal.apigateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.storystreamer.awslocal.LocalCloud;
import dev.storystreamer.awslocal.faults.LatencyProfile;
import dev.storystreamer.awslocal.recording.RecordedPost;
import dev.storystreamer.awslocal.testkit.TestClient;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.crt.AwsCrtAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.apigatewaymanagementapi.ApiGatewayManagementApiAsyncClient;
import software.amazon.awssdk.services.apigatewaymanagementapi.model.GetConnectionResponse;
import software.amazon.awssdk.services.apigatewaymanagementapi.model.GoneException;

class ConnectionsApiTest {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final RecordingFunction function = new RecordingFunction();
    private LocalCloud cloud;
    private TestClient client;
    private String id;

    @BeforeEach
    void connect() throws Exception {
        cloud = LocalCloud.builder().latency(LatencyProfile.NO_DELAY).start();
        cloud.deploy("story", function);
        client = TestClient.connect(cloud.webSocketUri(), "User-Agent", "a test");
        id = RecordingFunction.context(function.nextEvent()).get("connectionId").getAsString();
    }

    @AfterEach
    void stop() {
        cloud.close();
    }

    private HttpResponse<String> call(String method, String path, String body) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(cloud.endpointUri() + path))
                .method(method, BodyPublishers.ofString(body))
                .build();
        return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private String path() {
        return "/prod/@connections/" + id.replace("=", "%3D");
    }

    @Test
    void deliversAPostAsOneTextMessage() throws Exception {
        HttpResponse<String> answer = call("POST", path(), "{\"é\":\"😀\"}");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEmpty();
        assertThat(answer.headers().firstValue("x-amzn-requestid")).isPresent();
        assertThat(answer.headers().firstValue("x-amzn-trace-id"))
                .hasValueSatisfying(id -> assertThat(id).matches("Root=1-[0-9a-f]{8}-[0-9a-f]{24}"));
        assertThat(client.receive()).isEqualTo("{\"é\":\"😀\"}");
    }

    @Test
    void acceptsAnEncodedAtSign() throws Exception {
        assertThat(call("POST", path().replace("@", "%40"), "x").statusCode()).isEqualTo(200);
    }

    @Test
    void deliversUpTo128KiBInOneMessage() throws Exception {
        assertThat(call("POST", path(), "x".repeat(128 * 1024)).statusCode()).isEqualTo(200);
        assertThat(client.receive()).hasSize(128 * 1024);

        HttpResponse<String> refused = call("POST", path(), "x".repeat(128 * 1024 + 1));
        assertThat(refused.statusCode()).isEqualTo(413);
        assertThat(refused.headers().firstValue("x-amzn-errortype")).hasValue("PayloadTooLargeException");
    }

    @Test
    void describesAConnection() throws Exception {
        JsonObject description =
                JsonParser.parseString(call("GET", path(), "").body()).getAsJsonObject();

        assertThat(description.keySet()).containsExactly("identity", "connectedAt", "lastActiveAt");
        assertThat(description.getAsJsonObject("identity"))
                .hasToString("{\"sourceIp\":\"127.0.0.1\",\"userAgent\":\"a test\"}");
        assertThat(description.get("connectedAt").getAsString())
                .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
    }

    @Test
    void answers410WithAnEmptyBody() throws Exception {
        HttpResponse<String> answer = call("POST", "/prod/@connections/eHrdFcnvvHcCE-w%3D", "x");

        assertThat(answer.statusCode()).isEqualTo(410);
        assertThat(answer.body()).isEmpty();
        assertThat(answer.headers().firstValue("x-amzn-errortype")).hasValue("GoneException");
    }

    @Test
    void rejectsAMalformedConnectionId() throws Exception {
        HttpResponse<String> answer = call("POST", "/prod/@connections/WDGT8fY4joECJrQ=test", "x");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).isEqualTo("{\"message\":\"Invalid connectionId: WDGT8fY4joECJrQ=test\"}");
        assertThat(answer.headers().firstValue("x-amzn-errortype")).hasValue("BadRequestException");
    }

    @Test
    void rejectsAPathWithoutTheStage() throws Exception {
        HttpResponse<String> answer = call("POST", "/@connections/" + id.replace("=", "%3D"), "x");

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body()).isEqualTo("{\"message\":\"Forbidden\"}");
    }

    @Test
    void answers429WhenTheClientDoesNotRead() throws Exception {
        try (SilentClient silent = SilentClient.connect(cloud.webSocketUri())) {
            String path = "/prod/@connections/"
                    + RecordingFunction.context(function.nextEvent())
                            .get("connectionId")
                            .getAsString()
                            .replace("=", "%3D");
            HttpResponse<String> answer = call("POST", path, "x".repeat(128 * 1024));
            for (int i = 0; i < 1000 && answer.statusCode() == 200; i++) {
                answer = call("POST", path, "x".repeat(128 * 1024));
            }

            assertThat(silent.isOpen()).isTrue();
            assertThat(answer.statusCode()).isEqualTo(429);
            assertThat(answer.headers().firstValue("x-amzn-errortype")).hasValue("LimitExceededException");
        }
    }

    @Test
    void worksWithTheSdk() throws Exception {
        try (var http = AwsCrtAsyncHttpClient.builder().build();
                var sdk = ApiGatewayManagementApiAsyncClient.builder()
                        .endpointOverride(cloud.managementUri())
                        .region(Region.US_EAST_1)
                        .credentialsProvider(AnonymousCredentialsProvider.create())
                        .httpClient(http)
                        .build()) {
            sdk.postToConnection(post -> post.connectionId(id).data(SdkBytes.fromUtf8String("hi")))
                    .join();
            GetConnectionResponse description =
                    sdk.getConnection(get -> get.connectionId(id)).join();

            assertThat(client.receive()).isEqualTo("hi");
            assertThat(description.identity().userAgent()).isEqualTo("a test");
            assertThatExceptionOfType(CompletionException.class)
                    .isThrownBy(() -> sdk.getConnection(get -> get.connectionId("eHrdFcnvvHcCE-w="))
                            .join())
                    .withCauseInstanceOf(GoneException.class);
        }
    }

    @Test
    void delaysAPostByItsLatency() throws Exception {
        cloud.setLatency(LatencyProfile.NO_DELAY.withPostLatency(Duration.ofMillis(30)));
        call("POST", path(), "x");

        RecordedPost post = cloud.recording().posts().get(0);
        assertThat(post.answeredNanos() - post.receivedNanos()).isGreaterThanOrEqualTo(30_000_000);
    }
}
