package dev.storystreamer.bedrock;

import static java.util.Objects.requireNonNull;

import dev.storystreamer.core.LlmStream;
import dev.storystreamer.core.StoryChunk;
import dev.storystreamer.core.StoryRequest;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.identity.spi.IdentityProvider;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamRequest;

/**
 * A model of Amazon Bedrock, called with ConverseStream. Each event of the stream is one chunk, so demand for a chunk
 * is demand for an event. Signals arrive on the thread that subscribes or requests, or on one of the
 * SDK. Thread-safe.
 *
 * <p>One subscription is one HTTP request: retries of the SDK are disabled for it, whatever the client's retry strategy
 * is. A client that is built with {@code AwsRetryStrategy.doNotRetry()} saves the SDK some work for each call.
 *
 * <p>This class sets no timeout, as a model that reasons may send nothing for minutes; the subscriber decides how long
 * to wait, and cancels. The client's own timeouts apply and end a story with {@code TIMED_OUT}: use a read timeout
 * longer than the longest silence to accept (Netty's default is 30 seconds),
 * and no {@code apiCallTimeout}.
 *
 * <p>A subscription does not wait for credentials if the client's provider does not block: the call is made when they
 * have been fetched.
 *
 * <p>{@code cancel} closes the connection, or resets the stream over HTTP/2, without waiting for its next byte. This
 * holds for the Netty and the CRT client of SDK 2.58.
 */
public final class BedrockLlmStream implements LlmStream {

    private final BedrockRuntimeAsyncClient client;
    private final ConverseRequests requests;

    private BedrockLlmStream(BedrockRuntimeAsyncClient client, ConverseRequests requests) {
        this.client = client;
        this.requests = requests;
    }

    /**
     * Creates a stream over a client of the caller.
     *
     * @param client any, over any HTTP client; this class does not close it
     * @param options the model and its parameters
     * @return the stream
     */
    public static BedrockLlmStream create(BedrockRuntimeAsyncClient client, BedrockOptions options) {
        return new BedrockLlmStream(client, new ConverseRequests(options, mayRetry(client)));
    }

    private static boolean mayRetry(BedrockRuntimeAsyncClient client) {
        try {
            return client.serviceClientConfiguration()
                    .overrideConfiguration()
                    .retryStrategy()
                    .map(strategy -> strategy.maxAttempts() > 1)
                    .orElse(true);
        } catch (UnsupportedOperationException e) {
            return true; // the default of the interface, for clients that are not the SDK's
        }
    }

    /**
     * Completes when the client's credentials are there: the SDK waits for them on the thread that calls it, to count the
     * kind of provider in the header {@code User-Agent}. If they cannot be fetched, the call itself reports it.
     *
     * <p>An {@link AwsCredentialsProvider} blocks its caller, so there is nothing to gain by calling it first. The SDK
     * does not call it at all if the client has a bearer token.
     */
    private CompletionStage<?> credentialsFetched() {
        return CompletableFuture.completedStage(client)
                .thenApply(sdk -> sdk.serviceClientConfiguration().credentialsProvider())
                .thenCompose(BedrockLlmStream::fetched)
                .handle((identity, failure) -> Optional.empty());
    }

    private static CompletionStage<?> fetched(IdentityProvider<?> provider) {
        return provider instanceof AwsCredentialsProvider
                ? CompletableFuture.completedStage(Optional.empty())
                : provider.resolveIdentity();
    }

    @Override
    public Flow.Publisher<StoryChunk> stream(StoryRequest request) {
        ConverseStreamRequest converse = requests.of(request);
        return subscriber -> new ConverseSubscription(requireNonNull(subscriber, "subscriber"))
                .start(credentialsFetched(), client, converse);
    }
}
