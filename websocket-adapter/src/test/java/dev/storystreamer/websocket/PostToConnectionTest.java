package dev.storystreamer.websocket;

import static dev.storystreamer.websocket.ScriptedConnections.CREDENTIALS;
import static dev.storystreamer.websocket.ScriptedConnections.error;
import static dev.storystreamer.websocket.ScriptedConnections.status;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
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

class PostToConnectionTest {

    private static final String CONNECTION = "eHrdFcnvvHcCE-w=";
    private static final String DATA = "{\"type\":\"text\",\"message\":\"Zoë\"}";

    @RegisterExtension
    private final ScriptedConnections endpoint = new ScriptedConnections();

    private static void post(PostToConnection operation, String connectionId) throws Exception {
        operation.post(connectionId, DATA.getBytes(UTF_8)).get(30, TimeUnit.SECONDS);
    }

    private static Throwable failureOf(PostToConnection operation) {
        Throwable thrown = catchThrowable(() -> post(operation, CONNECTION));
        assertThat(thrown).isInstanceOf(ExecutionException.class);
        return thrown.getCause();
    }

    private ErrorResponseException errorResponse() {
        Throwable failure = failureOf(endpoint.postToConnection());
        assertThat(failure).isInstanceOf(ErrorResponseException.class);
        return (ErrorResponseException) failure;
    }

    private void postWithTheSdk(String connectionId) throws Exception {
        try (var sdk = ApiGatewayManagementApiAsyncClient.builder()
                .httpClient(endpoint.http())
                .region(Region.EU_WEST_1)
                .credentialsProvider(CREDENTIALS)
                .endpointOverride(endpoint.uri())
                .overrideConfiguration(overrides -> overrides.retryStrategy(AwsRetryStrategy.doNotRetry()))
                .build()) {
            sdk.postToConnection(post -> post.connectionId(connectionId).data(SdkBytes.fromUtf8String(DATA)))
                    .get(30, TimeUnit.SECONDS);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {CONNECTION, "a+b_c==", "plain", "@~*'()! ü"})
    void sendsTheRequestOfTheSdksClient(String connectionId) throws Exception {
        postWithTheSdk(connectionId);
        post(endpoint.postToConnection(), connectionId);

        List<ScriptedConnections.Post> posts = endpoint.posts();
        assertThat(posts).hasSize(2);
        assertThat(posts.get(1).method()).isEqualTo(posts.get(0).method());
        assertThat(posts.get(1).rawPath()).isEqualTo(posts.get(0).rawPath());
        assertThat(posts.get(1).body()).isEqualTo(posts.get(0).body());
        assertThat(posts.get(1).contentType()).isEqualTo(posts.get(0).contentType());
        assertThat(posts.get(1).header("Content-Length")).isEqualTo(posts.get(0).header("Content-Length"));
        assertThat(posts)
                .allSatisfy(post -> assertThat(post.header("Authorization"))
                        .matches("AWS4-HMAC-SHA256 Credential=AKID/\\d{8}/eu-west-1/execute-api/aws4_request, "
                                + "SignedHeaders=[a-z0-9-;]*;host;[a-z0-9-;]*, Signature=[0-9a-f]{64}")
                        .isEqualTo(signature(post, CREDENTIALS.resolveCredentials())));
    }

    private static String signature(ScriptedConnections.Post post, AwsCredentials keys) {
        return new SignatureV4(keys.accessKeyId(), keys.secretAccessKey())
                .authorization(new SignatureV4.Request(post.method(), post.rawPath(), post::header, post.body()));
    }

    @Test
    void signsWithTheCurrentTime() throws Exception {
        Instant before = Instant.now();

        post(endpoint.postToConnection(), CONNECTION);

        String date = endpoint.posts().get(0).header("X-Amz-Date");
        Instant signed = Instant.parse(date.replaceFirst("(....)(..)(..)T(..)(..)(..)Z", "$1-$2-$3T$4:$5:$6Z"));
        assertThat(signed).isBetween(before.minusSeconds(1), Instant.now());
    }

    @Test
    void sendsTheSessionTokenOfTemporaryCredentials() throws Exception {
        var session = AwsSessionCredentials.create("ASIA", "secret", "the-token");
        post(
                new PostToConnection(
                        endpoint.uri(), Region.EU_WEST_1, StaticCredentialsProvider.create(session), endpoint.http()),
                CONNECTION);

        ScriptedConnections.Post post = endpoint.posts().get(0);
        assertThat(post.header("X-Amz-Security-Token")).isEqualTo("the-token");
        assertThat(post.header("Authorization"))
                .isEqualTo(signature(post, session))
                .contains("x-amz-security-token");
    }

    static Stream<ScriptedConnections.Answer> errors() {
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
    @MethodSource("errors")
    void failsWithTheErrorResponseThatTheSdksClientReports(ScriptedConnections.Answer answer) {
        endpoint.answersAlways(answer);
        var expected = (AwsServiceException)
                catchThrowable(() -> postWithTheSdk(CONNECTION)).getCause();

        ErrorResponseException actual = errorResponse();

        assertThat(actual.status()).isEqualTo(expected.statusCode());
        for (String header : List.of("x-amzn-ErrorType", "x-amzn-RequestId", "Retry-After")) {
            assertThat(actual.header(header))
                    .isEqualTo(expected.awsErrorDetails().sdkHttpResponse().firstMatchingHeader(header));
        }
        assertThat(actual.errorType().isPresent())
                .isEqualTo(expected.awsErrorDetails().errorCode() != null);
    }

    @Test
    void readsRetryAfter() {
        endpoint.answers(error(429, "LimitExceededException", "Retry-After", "7"), error(429, "Limit"));

        assertThat(RetryAfter.of(errorResponse())).isEqualTo(Duration.ofSeconds(7));
        assertThat(RetryAfter.of(errorResponse())).isZero();
    }

    @Test
    void hasTheBeginningOfTheResponseInTheMessage() {
        endpoint.answers(ScriptedConnections.errorWithBody(403, "{\"message\":\"not authorized\"}"));
        assertThat(errorResponse())
                .hasMessageContaining("403")
                .hasMessageContaining("{\"message\":\"not authorized\"}");

        endpoint.answers(ScriptedConnections.errorWithBody(403, "x".repeat(100_000)));
        assertThat(errorResponse().getMessage()).hasSizeLessThan(5_000);
    }

    @Test
    void failsWithTheExceptionOfTheHttpClientWhenThereIsNoResponse() {
        endpoint.answersAlways(ScriptedConnections.droppedConnection());

        assertThat(failureOf(endpoint.postToConnection())).isInstanceOf(IOException.class);
    }

    @Test
    void abortsTheRequestWhenTheResultIsCancelled() {
        var exchange = new CompletableFuture<Void>();
        SdkAsyncHttpClient http = new SdkAsyncHttpClient() {
            @Override
            public CompletableFuture<Void> execute(AsyncExecuteRequest request) {
                return exchange;
            }

            @Override
            public void close() {}
        };
        CompletableFuture<Void> post = new PostToConnection(endpoint.uri(), Region.EU_WEST_1, CREDENTIALS, http)
                .post(CONNECTION, DATA.getBytes(UTF_8));
        assertThat(exchange).isNotDone();

        post.cancel(true);

        assertThat(exchange).isCancelled();
    }

    @Test
    void sendsNothingIfItIsCancelledWhileCredentialsAreFetched() {
        var credentials = new CompletableFuture<AwsCredentials>();
        AwsCredentialsProvider slow = new AwsCredentialsProvider() {
            @Override
            public AwsCredentials resolveCredentials() {
                throw new UnsupportedOperationException();
            }

            @Override
            public CompletableFuture<AwsCredentials> resolveIdentity() {
                return credentials;
            }
        };
        var requests = new AtomicInteger();
        SdkAsyncHttpClient http = new SdkAsyncHttpClient() {
            @Override
            public CompletableFuture<Void> execute(AsyncExecuteRequest request) {
                requests.incrementAndGet();
                return new CompletableFuture<>();
            }

            @Override
            public void close() {}
        };
        CompletableFuture<Void> post = new PostToConnection(endpoint.uri(), Region.EU_WEST_1, slow, http)
                .post(CONNECTION, DATA.getBytes(UTF_8));

        post.cancel(true);
        credentials.complete(CREDENTIALS.resolveCredentials());

        assertThat(requests).hasValue(0);
    }

    @Test
    void failsWithTheExceptionOfTheCredentialsProvider() {
        var noCredentials = SdkClientException.create("no credentials here");
        AwsCredentialsProvider provider = () -> {
            throw noCredentials;
        };

        assertThat(failureOf(new PostToConnection(endpoint.uri(), Region.EU_WEST_1, provider, endpoint.http())))
                .isSameAs(noCredentials);
    }

    @Test
    void postsToAnEndpointWithoutAStage() throws Exception {
        URI root = endpoint.uri().resolve("/");

        post(new PostToConnection(root, Region.EU_WEST_1, CREDENTIALS, endpoint.http()), "plain");

        assertThat(endpoint.posts().get(0).rawPath()).isEqualTo("/@connections/plain");
    }
}
