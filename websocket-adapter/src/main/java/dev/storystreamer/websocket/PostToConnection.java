package dev.storystreamer.websocket;

import static java.util.Objects.requireNonNull;

import dev.storystreamer.core.Causes;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.reactivestreams.Subscriber;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.async.AsyncExecuteRequest;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.async.SdkHttpContentPublisher;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.IdentityProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.utils.http.SdkHttpUtils;

/**
 * The operation {@code PostToConnection} of one API: each call sends one signed POST over one of the SDK's HTTP clients.
 *
 * <p>The request is the one that the SDK's {@code ApiGatewayManagementApiAsyncClient} sends, at about half the CPU time.
 * There are no retries, no timeout and no interceptors. Thread-safe.
 */
final class PostToConnection {

    private static final String USER_AGENT = "story-streamer";

    private final URI endpoint;
    private final String connectionsPath;
    private final IdentityProvider<? extends AwsCredentialsIdentity> credentials;
    private final SdkAsyncHttpClient http;
    private final CrtSigner signer;

    PostToConnection(
            URI endpoint,
            Region region,
            IdentityProvider<? extends AwsCredentialsIdentity> credentials,
            SdkAsyncHttpClient http) {
        this.endpoint = requireNonNull(endpoint, "endpoint");
        this.connectionsPath = endpoint.getRawPath().replaceFirst("/+$", "") + "/@connections/";
        this.credentials = requireNonNull(credentials, "credentials");
        this.http = requireNonNull(http, "http");
        this.signer = new CrtSigner(region, Clock.systemUTC());
    }

    /**
     * Sends one POST. Never throws.
     *
     * <p>The request is signed on the thread that completes the credentials. The result completes on that thread or on
     * one of the HTTP client.
     *
     * @param connectionId the connection's id, not URL-encoded
     * @param data the payload; must not be changed afterwards
     * @return completes when the service has accepted the data; fails with {@link ErrorResponseException} if it answers
     *     with an error status, else with the exception of the credentials provider, the signer or the HTTP client.
     *     Cancelling it aborts the request
     */
    CompletableFuture<Void> post(String connectionId, byte[] data) {
        var result = new CompletableFuture<Void>();
        var unused = CompletableFuture.completedFuture(data)
                // In a stage, so that an exception that the provider throws fails the post.
                .thenCompose(body -> credentials
                        .resolveIdentity()
                        .thenCompose(identity ->
                                execute(signer.sign(request(connectionId, body), body, identity), body, result)))
                .whenComplete((nothing, failure) -> {
                    if (failure == null) {
                        result.complete(null);
                    } else {
                        result.completeExceptionally(Causes.unwrap(failure));
                    }
                });
        return result;
    }

    private SdkHttpRequest request(String connectionId, byte[] data) {
        return SdkHttpRequest.builder()
                .method(SdkHttpMethod.POST)
                .uri(endpoint)
                .encodedPath(connectionsPath + SdkHttpUtils.urlEncode(connectionId))
                .putHeader("Content-Type", "application/json")
                .putHeader("Content-Length", Integer.toString(data.length))
                .putHeader("User-Agent", USER_AGENT)
                .build();
    }

    private CompletionStage<Void> execute(SdkHttpRequest request, byte[] data, CompletableFuture<Void> result) {
        if (result.isDone()) {
            return result; // cancelled while the credentials were fetched
        }
        var response = new PostResponseHandler();
        CompletableFuture<Void> exchange = http.execute(AsyncExecuteRequest.builder()
                .request(request)
                .requestContentPublisher(new RequestBody(AsyncRequestBody.fromBytesUnsafe(data)))
                .responseHandler(response)
                .build());
        // Has an effect only if the result was cancelled or timed out: otherwise the exchange has ended before.
        var unused = result.whenComplete((nothing, failure) -> exchange.cancel(true));
        return exchange.thenCompose(nothing -> response.accepted());
    }

    /** The SDK's body of bytes as the type that its HTTP clients take. */
    private record RequestBody(AsyncRequestBody bytes) implements SdkHttpContentPublisher {

        @Override
        public Optional<Long> contentLength() {
            return bytes.contentLength();
        }

        @Override
        public void subscribe(Subscriber<? super ByteBuffer> subscriber) {
            bytes.subscribe(subscriber);
        }
    }
}
