package dev.storystreamer.websocket;

import static dev.storystreamer.websocket.ScriptedConnections.error;
import static dev.storystreamer.websocket.ScriptedConnections.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.net.URI;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.async.AsyncExecuteRequest;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.apigatewaymanagementapi.ApiGatewayManagementApiAsyncClient;
import software.amazon.awssdk.services.apigatewaymanagementapi.model.PostToConnectionRequest;

/** Beside the contract: it is the SDK's own client as far as the other side and its caller can tell. */
class PostToConnectionClientTest extends ApiGatewayConnectionsContract {

    private static final AwsCredentials KEYS = AwsBasicCredentials.create("AKID", "secret");

    @Override
    ScriptedConnections.Clients clients() {
        return ScriptedConnections.POST_TO_CONNECTION_CLIENTS;
    }

    private ApiGatewayManagementApiAsyncClient sdkClient() {
        return ScriptedConnections.sdkClients(AwsRetryStrategy.doNotRetry())
                .create(endpoint().uri(), endpoint().http());
    }

    private static PostToConnectionRequest request(String connectionId) {
        return PostToConnectionRequest.builder()
                .connectionId(connectionId)
                .data(SdkBytes.fromUtf8String("{\"type\":\"text\",\"message\":\"Zoë\"}"))
                .build();
    }

    private static void post(ApiGatewayManagementApiAsyncClient client, String connectionId) throws Exception {
        client.postToConnection(request(connectionId)).get(30, TimeUnit.SECONDS);
    }

    private static Throwable failureOfPost(ApiGatewayManagementApiAsyncClient client) {
        Throwable thrown = catchThrowable(() -> post(client, CONNECTION));
        assertThat(thrown).isInstanceOf(ExecutionException.class);
        return thrown.getCause();
    }

    @ParameterizedTest
    @ValueSource(strings = {CONNECTION, "a+b_c==", "plain", "@~*'()! ü"})
    void asksAsTheSdksClientDoes(String connectionId) throws Exception {
        try (var sdk = sdkClient()) {
            post(sdk, connectionId);
        }
        post(endpoint().client(), connectionId);

        List<ScriptedConnections.Post> posts = endpoint().posts();
        assertThat(posts).hasSize(2);
        assertThat(posts.get(1).rawPath()).isEqualTo(posts.get(0).rawPath());
        assertThat(posts.get(1).body()).isEqualTo(posts.get(0).body());
        assertThat(posts.get(1).contentType()).isEqualTo(posts.get(0).contentType());
        assertThat(posts.get(1).header("Content-Length")).isEqualTo(posts.get(0).header("Content-Length"));
    }

    @Test
    void signsWhatItSendsAsSignatureVersion4Says() throws Exception {
        post(endpoint().client(), CONNECTION);

        ScriptedConnections.Post post = endpoint().posts().get(0);
        assertThat(post.header("Authorization"))
                .isEqualTo(signature(post, KEYS))
                .contains("/eu-west-1/execute-api/", "host;");
    }

    private static String signature(ScriptedConnections.Post post, AwsCredentials keys) {
        return new SignatureV4(keys.accessKeyId(), keys.secretAccessKey())
                .authorization(new SignatureV4.Request(post.method(), post.rawPath(), post::header, post.body()));
    }

    @Test
    void sendsTheSessionTokenOfTemporaryCredentials() throws Exception {
        var session = AwsSessionCredentials.create("ASIA", "secret", "the-token");
        try (var client = new PostToConnectionClient(
                endpoint().uri(),
                Region.EU_WEST_1,
                StaticCredentialsProvider.create(session),
                endpoint().http())) {
            post(client, CONNECTION);
        }

        ScriptedConnections.Post post = endpoint().posts().get(0);
        assertThat(post.header("X-Amz-Security-Token")).isEqualTo("the-token");
        assertThat(post.header("Authorization"))
                .isEqualTo(signature(post, session))
                .contains("x-amz-security-token");
    }

    static Stream<ScriptedConnections.Answer> refusals() {
        return Stream.of(
                error(410, "GoneException"),
                error(410, "GoneException:http://internal.amazon.com/coral/"),
                error(429, "com.amazonaws.apigateway#LimitExceededException", "Retry-After", "7"),
                error(403, "ForbiddenException"),
                error(413, "PayloadTooLargeException"),
                error(400, "BadRequestException", "x-amzn-RequestId", "11-22"),
                status(410),
                status(500));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void failsAsTheSdksClientDoes(ScriptedConnections.Answer refusal) {
        endpoint().answersAlways(refusal);
        AwsServiceException expected;
        try (var sdk = sdkClient()) {
            expected = (AwsServiceException) failureOfPost(sdk);
        }

        Throwable failure = failureOfPost(endpoint().client());

        assertThat(failure).hasSameClassAs(expected);
        AwsServiceException actual = (AwsServiceException) failure;
        assertThat(actual.statusCode()).isEqualTo(expected.statusCode());
        assertThat(actual.requestId()).isEqualTo(expected.requestId());
        assertThat(actual.awsErrorDetails().errorCode())
                .isEqualTo(expected.awsErrorDetails().errorCode());
        assertThat(RetryAfter.in(actual)).isEqualTo(RetryAfter.in(expected));
    }

    @Test
    void saysWhyItWasRefusedButNotAtAnyLength() {
        endpoint().answers(ScriptedConnections.refusal(403, "{\"message\":\"not authorized\"}"));
        assertThat(failureOfPost(endpoint().client())).hasMessageContaining("{\"message\":\"not authorized\"}");

        endpoint().answers(ScriptedConnections.refusal(403, "x".repeat(100_000)));
        assertThat(failureOfPost(endpoint().client()).getMessage()).hasSizeLessThan(5_000);
    }

    @Test
    void failsWithTheSdksExceptionWhenThereIsNoAnswer() throws Exception {
        endpoint().answersAlways(ScriptedConnections.droppedConnection());

        assertThat(failureOfPost(endpoint().client()))
                .isInstanceOf(SdkClientException.class)
                .hasMessageStartingWith("Unable to execute HTTP request");
    }

    @Test
    void givesTheRequestUpWhenItsFutureIsCancelled() {
        var asked = new CompletableFuture<CompletableFuture<Void>>();
        SdkAsyncHttpClient http = new SdkAsyncHttpClient() {
            @Override
            public CompletableFuture<Void> execute(AsyncExecuteRequest request) {
                var exchange = new CompletableFuture<Void>();
                asked.complete(exchange);
                return exchange;
            }

            @Override
            public void close() {}
        };
        try (var client =
                ScriptedConnections.POST_TO_CONNECTION_CLIENTS.create(endpoint().uri(), http)) {
            CompletableFuture<?> post = client.postToConnection(request(CONNECTION));
            assertThat(asked.join()).isNotDone();

            post.cancel(true);

            assertThat(asked.join()).isCancelled();
        }
    }

    @Test
    void failsWithTheReasonWhenThereAreNoCredentials() {
        var none = SdkClientException.create("no credentials here");
        AwsCredentialsProvider penniless = () -> {
            throw none;
        };
        try (var client = new PostToConnectionClient(
                endpoint().uri(), Region.EU_WEST_1, penniless, endpoint().http())) {
            assertThat(failureOfPost(client)).isSameAs(none);
        }
    }

    @Test
    void doesNothingElse() {
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> endpoint().client().deleteConnection(delete -> delete.connectionId(CONNECTION)));
        assertThat(endpoint().client().serviceName()).isEqualTo("execute-api");
        assertThat(endpoint().client().serviceClientConfiguration().endpointOverride())
                .contains(endpoint().uri());
        assertThat(endpoint().client().serviceClientConfiguration().region()).isEqualTo(Region.EU_WEST_1);
    }

    @Test
    void postsUnderAnEndpointWithoutAStage() throws Exception {
        URI root = endpoint().uri().resolve("/");
        try (var client = ScriptedConnections.POST_TO_CONNECTION_CLIENTS.create(
                root, endpoint().http())) {
            post(client, "plain");
        }

        assertThat(endpoint().posts().get(0).rawPath()).isEqualTo("/@connections/plain");
    }
}
