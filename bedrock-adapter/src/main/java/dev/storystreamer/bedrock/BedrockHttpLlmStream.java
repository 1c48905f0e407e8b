package dev.storystreamer.bedrock;

import static java.util.Objects.requireNonNull;

import dev.storystreamer.core.LlmStream;
import dev.storystreamer.core.StoryChunk;
import dev.storystreamer.core.StoryRequest;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.async.AsyncExecuteRequest;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.async.SdkAsyncHttpResponseHandler;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.utils.http.SdkHttpUtils;

/**
 * A model of Amazon Bedrock, asked with ConverseStream, over one of the SDK's HTTP clients and a signer, and
 * nothing between them: for a stranger's first story and for many at once it costs a fraction of what
 * {@link BedrockLlmStream} costs, in processor time and in memory. Thread-safe.
 *
 * <p>It asks and fails as {@link BedrockLlmStream} does, with the limits named there for timeouts and for {@code cancel}.
 * It signs with Signature Version 4 alone, and knows no interceptors (the one for X-Ray's header included), no metric
 * publishers, no other endpoint than the one given to it and no clock but the system's: where those are wanted,
 * {@link BedrockLlmStream} has them.
 *
 * <p>A request is signed on the subscriber's thread, or on that which brings the credentials later. Signals come on the
 * threads of the HTTP client, and on the one that asks for chunks which are there already. One subscription is one HTTP
 * request.
 */
public final class BedrockHttpLlmStream implements LlmStream {

    private static final String SIGNING_NAME = "bedrock";
    private static final String USER_AGENT = "story-streamer";

    private final BedrockEndpoint endpoint;
    private final SdkAsyncHttpClient http;
    private final BedrockOptions options;
    private final String path;
    private final HttpSigner<AwsCredentialsIdentity> signer;

    private BedrockHttpLlmStream(
            BedrockEndpoint endpoint,
            SdkAsyncHttpClient http,
            HttpSigner<AwsCredentialsIdentity> signer,
            BedrockOptions options) {
        this.endpoint = requireNonNull(endpoint, "endpoint");
        this.http = requireNonNull(http, "http");
        this.signer = requireNonNull(signer, "signer");
        this.options = requireNonNull(options, "options");
        this.path = SdkHttpUtils.appendUri(
                endpoint.uri().getRawPath(),
                "/model/" + SdkHttpUtils.urlEncode(options.modelId()) + "/converse-stream");
    }

    /**
     * Speaks to a model through an HTTP client of the caller's.
     *
     * @param endpoint where Bedrock is, and who asks
     * @param http any; stays the caller's to close
     * @param options which model, and how it is asked
     * @return the model
     */
    public static BedrockHttpLlmStream create(
            BedrockEndpoint endpoint, SdkAsyncHttpClient http, BedrockOptions options) {
        return create(endpoint, http, AwsV4HttpSigner.create(), options);
    }

    /**
     * Speaks to a model through an HTTP client and with a signer of the caller's.
     *
     * @param endpoint where Bedrock is, and who asks
     * @param http any; stays the caller's to close
     * @param signer of Signature Version 4: its {@code sign} is called, with the properties that {@link AwsV4HttpSigner}
     *     names
     * @param options which model, and how it is asked
     * @return the model
     */
    public static BedrockHttpLlmStream create(
            BedrockEndpoint endpoint,
            SdkAsyncHttpClient http,
            HttpSigner<AwsCredentialsIdentity> signer,
            BedrockOptions options) {
        return new BedrockHttpLlmStream(endpoint, http, signer, options);
    }

    @Override
    public Flow.Publisher<StoryChunk> stream(StoryRequest request) {
        byte[] body = ConverseJson.request(request, options);
        return subscriber -> new HttpCall(requireNonNull(subscriber, "subscriber"))
                .start(call -> endpoint.credentials()
                        .resolveIdentity()
                        .thenCompose(identity -> call.exchange(() -> send(body, identity, call))));
    }

    private CompletableFuture<Void> send(
            byte[] body, AwsCredentialsIdentity identity, SdkAsyncHttpResponseHandler answer) {
        return http.execute(AsyncExecuteRequest.builder()
                .request(signed(body, identity))
                .requestContentPublisher(new RequestBody(AsyncRequestBody.fromBytesUnsafe(body)))
                .responseHandler(answer)
                .build());
    }

    private SdkHttpRequest signed(byte[] body, AwsCredentialsIdentity identity) {
        SdkHttpRequest request = SdkHttpRequest.builder()
                .method(SdkHttpMethod.POST)
                .uri(endpoint.uri())
                .encodedPath(path)
                .putHeader("Content-Type", "application/json")
                .putHeader("Content-Length", Integer.toString(body.length))
                .putHeader("User-Agent", USER_AGENT)
                .build();
        return signer.sign(sign -> sign.identity(identity)
                        .request(request)
                        .payload(ContentStreamProvider.fromByteArrayUnsafe(body))
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, SIGNING_NAME)
                        .putProperty(
                                AwsV4HttpSigner.REGION_NAME, endpoint.region().id()))
                .request();
    }
}
