package dev.storystreamer.bedrock;

import dev.storystreamer.core.LlmStream;
import dev.storystreamer.core.StoryChunk;
import dev.storystreamer.core.StoryRequest;
import java.net.URI;
import java.util.concurrent.Flow;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClientBuilder;

/** The ways to a model: both implementations, each over each HTTP client that it is tested with. */
enum Road {
    SDK_NETTY_HTTP1(true, Transport.NETTY_HTTP1),
    SDK_NETTY_HTTP2(true, Transport.NETTY_HTTP2),
    SDK_CRT_HTTP1(true, Transport.CRT_HTTP1);

    private static final BedrockOptions OPTIONS = BedrockOptions.of("m");
    static final AwsBasicCredentials KEYS = AwsBasicCredentials.create("AKIDEXAMPLE", "wJalrXUtnFEMI");

    private final boolean throughTheSdk;
    private final Transport transport;

    Road(boolean throughTheSdk, Transport transport) {
        this.throughTheSdk = throughTheSdk;
        this.transport = transport;
    }

    /** A model at the end of the road. */
    record Model(LlmStream stream, Runnable closing) implements AutoCloseable {

        Flow.Publisher<StoryChunk> tell() {
            return stream.stream(StoryRequest.about("CATS"));
        }

        @Override
        public void close() {
            closing.run();
        }
    }

    boolean leadsThroughTheSdk() {
        return throughTheSdk;
    }

    Transport transport() {
        return transport;
    }

    Model to(URI endpoint) {
        return to(endpoint, OPTIONS);
    }

    Model to(URI endpoint, BedrockOptions options) {
        return to(endpoint, transport.shared(), StaticCredentialsProvider.create(KEYS), options);
    }

    Model to(URI endpoint, SdkAsyncHttpClient http) {
        return to(endpoint, http, StaticCredentialsProvider.create(KEYS), OPTIONS);
    }

    Model to(URI endpoint, AwsCredentialsProvider credentials) {
        return to(endpoint, transport.shared(), credentials, OPTIONS);
    }

    private Model to(
            URI endpoint, SdkAsyncHttpClient http, AwsCredentialsProvider credentials, BedrockOptions options) {
        return through(sdk(endpoint, http).credentialsProvider(credentials), options);
    }

    /** The SDK's own client with its own settings: four attempts for a call. */
    static BedrockRuntimeAsyncClientBuilder sdk(URI endpoint, SdkAsyncHttpClient http) {
        return BedrockRuntimeAsyncClient.builder()
                .httpClient(http)
                .endpointOverride(endpoint)
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(KEYS));
    }

    static Model through(BedrockRuntimeAsyncClientBuilder builder) {
        return through(builder, OPTIONS);
    }

    private static Model through(BedrockRuntimeAsyncClientBuilder builder, BedrockOptions options) {
        BedrockRuntimeAsyncClient client = builder.build();
        return new Model(BedrockLlmStream.create(client, options), client::close);
    }
}
