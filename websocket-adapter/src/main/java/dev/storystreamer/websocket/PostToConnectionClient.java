package dev.storystreamer.websocket;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.async.AsyncExecuteRequest;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.IdentityProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.apigatewaymanagementapi.ApiGatewayManagementApiAsyncClient;
import software.amazon.awssdk.services.apigatewaymanagementapi.ApiGatewayManagementApiServiceClientConfiguration;
import software.amazon.awssdk.services.apigatewaymanagementapi.model.PostToConnectionRequest;
import software.amazon.awssdk.services.apigatewaymanagementapi.model.PostToConnectionResponse;
import software.amazon.awssdk.utils.http.SdkHttpUtils;

/**
 * The SDK's client of the management endpoint for the one call that a story makes a hundred times: a signer and one of
 * the SDK's HTTP clients, and nothing between them.
 *
 * <p>It puts the same request on the wire as the SDK's own client and fails with the same exceptions, at about half the
 * cost in processor time. It has one attempt and no more, and knows no interceptors, no metric publishers, no
 * {@code apiCallTimeout} and no per-request overrides; every operation but {@code postToConnection} throws
 * {@link UnsupportedOperationException}. Where those are wanted, use {@link ApiGatewayManagementApiAsyncClient#create}:
 * {@link ApiGatewayConnections} takes either.
 *
 * <p>Thread-safe. Requests are signed on the calling thread once credentials are there; the future completes on a thread
 * of the HTTP client, which must not be blocked.
 */
public final class PostToConnectionClient implements ApiGatewayManagementApiAsyncClient {

    private static final String SIGNING_NAME = "execute-api";
    private static final String USER_AGENT = "story-streamer";

    private final URI endpoint;
    private final String connectionsPath;
    private final Region region;
    private final IdentityProvider<? extends AwsCredentialsIdentity> credentials;
    private final SdkAsyncHttpClient http;
    private final HttpSigner<AwsCredentialsIdentity> signer;

    /**
     * Creates a client that signs with the SDK's own signer.
     *
     * @param endpoint the API's callback URL, stage included
     * @param region where the API is
     * @param credentials asked for every post; a provider that caches, as the SDK's own do
     * @param http stays the caller's to close
     */
    public PostToConnectionClient(
            URI endpoint,
            Region region,
            IdentityProvider<? extends AwsCredentialsIdentity> credentials,
            SdkAsyncHttpClient http) {
        this(endpoint, region, credentials, http, AwsV4HttpSigner.create());
    }

    /**
     * Creates a client.
     *
     * @param endpoint the API's callback URL, stage included
     * @param region where the API is
     * @param credentials asked for every post; a provider that caches, as the SDK's own do
     * @param http stays the caller's to close
     * @param signer of Signature Version 4: its {@code sign} is called, with the properties that {@link AwsV4HttpSigner}
     *     names
     */
    public PostToConnectionClient(
            URI endpoint,
            Region region,
            IdentityProvider<? extends AwsCredentialsIdentity> credentials,
            SdkAsyncHttpClient http,
            HttpSigner<AwsCredentialsIdentity> signer) {
        this.endpoint = requireNonNull(endpoint, "endpoint");
        this.connectionsPath = endpoint.getRawPath().replaceFirst("/+$", "") + "/@connections/";
        this.region = requireNonNull(region, "region");
        this.credentials = requireNonNull(credentials, "credentials");
        this.http = requireNonNull(http, "http");
        this.signer = requireNonNull(signer, "signer");
    }

    /**
     * Posts once.
     *
     * @param request its override configuration, if it has one, is ignored
     * @return fails with the SDK's exceptions: those of the service by its answer, {@link SdkClientException} without one
     */
    @Override
    public CompletableFuture<PostToConnectionResponse> postToConnection(PostToConnectionRequest request) {
        var result = new CompletableFuture<PostToConnectionResponse>();
        var unused = identity()
                .thenCompose(identity -> send(request, identity, result))
                .whenComplete((response, failure) -> settle(result, response, failure));
        return result;
    }

    private CompletionStage<? extends AwsCredentialsIdentity> identity() {
        try {
            return credentials.resolveIdentity();
        } catch (RuntimeException missing) { // a provider may look for them at once
            return CompletableFuture.failedStage(missing);
        }
    }

    private CompletableFuture<PostToConnectionResponse> send(
            PostToConnectionRequest request, AwsCredentialsIdentity identity, CompletableFuture<?> result) {
        byte[] data = request.data().asByteArrayUnsafe();
        PostAnswer answer = new PostAnswer();
        CompletableFuture<Void> exchange = http.execute(AsyncExecuteRequest.builder()
                .request(signed(request.connectionId(), data, identity))
                .requestContentPublisher(new PostBody(AsyncRequestBody.fromBytesUnsafe(data)))
                .responseHandler(answer)
                .build());
        var unused = result.whenComplete((response, failure) -> exchange.cancel(true)); // nothing, unless cancelled
        return exchange.thenCompose(nothing -> answer.response());
    }

    private SdkHttpRequest signed(String connectionId, byte[] data, AwsCredentialsIdentity identity) {
        SdkHttpRequest request = SdkHttpRequest.builder()
                .method(SdkHttpMethod.POST)
                .uri(endpoint)
                .encodedPath(connectionsPath + SdkHttpUtils.urlEncode(connectionId))
                .putHeader("Content-Type", "application/json")
                .putHeader("Content-Length", Integer.toString(data.length))
                .putHeader("User-Agent", USER_AGENT)
                .build();
        return signer.sign(sign -> sign.identity(identity)
                        .request(request)
                        .payload(ContentStreamProvider.fromByteArrayUnsafe(data))
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, SIGNING_NAME)
                        .putProperty(AwsV4HttpSigner.REGION_NAME, region.id()))
                .request();
    }

    private static void settle(
            CompletableFuture<PostToConnectionResponse> result,
            @Nullable PostToConnectionResponse response,
            @Nullable Throwable failure) {
        if (failure == null) {
            result.complete(response);
            return;
        }
        Throwable cause = failure instanceof CompletionException wrapped && wrapped.getCause() != null
                ? wrapped.getCause()
                : failure;
        result.completeExceptionally(
                cause instanceof SdkException
                        ? cause
                        : SdkClientException.create("Unable to execute HTTP request: " + cause.getMessage(), cause));
    }

    @Override
    public ApiGatewayManagementApiServiceClientConfiguration serviceClientConfiguration() {
        return ApiGatewayManagementApiServiceClientConfiguration.builder()
                .region(region)
                .endpointOverride(endpoint)
                .credentialsProvider(credentials)
                .overrideConfiguration(ClientOverrideConfiguration.builder()
                        .retryStrategy(AwsRetryStrategy.doNotRetry())
                        .build())
                .build();
    }

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    /** Frees nothing: the HTTP client is the caller's. */
    @Override
    public void close() {}
}
