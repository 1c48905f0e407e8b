package dev.storystreamer.bedrock;

import java.net.URI;
import java.time.Duration;
import java.util.function.Consumer;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.crt.AwsCrtAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClientBuilder;

/** The HTTP clients that the adapter is tested with. */
enum HttpClientKind {
    NETTY_HTTP1 {
        @Override
        SdkAsyncHttpClient create(int maxConnections) {
            return netty(Protocol.HTTP1_1, maxConnections);
        }
    },
    NETTY_HTTP2 {
        @Override
        SdkAsyncHttpClient create(int maxConnections) {
            return netty(Protocol.HTTP2, maxConnections);
        }
    },
    CRT_HTTP1 {
        @Override
        SdkAsyncHttpClient create(int maxConnections) {
            return AwsCrtAsyncHttpClient.builder()
                    .maxConcurrency(maxConnections)
                    .build();
        }
    };

    private static final BedrockOptions OPTIONS = BedrockOptions.of("m");

    @SuppressWarnings("ImmutableEnumChecker") // an HTTP client has no state that a test could see
    private final SdkAsyncHttpClient shared = create(50);

    /** Creates a client that the caller closes. */
    abstract SdkAsyncHttpClient create(int maxConnections);

    TestModel model(URI endpoint) {
        return model(endpoint, OPTIONS);
    }

    TestModel model(URI endpoint, BedrockOptions options) {
        return model(endpoint, options, builder -> {});
    }

    TestModel model(URI endpoint, Consumer<BedrockRuntimeAsyncClientBuilder> settings) {
        return model(endpoint, OPTIONS, settings);
    }

    /** The SDK's client has its default retry strategy, with several attempts, unless the settings change that. */
    private TestModel model(URI endpoint, BedrockOptions options, Consumer<BedrockRuntimeAsyncClientBuilder> settings) {
        BedrockRuntimeAsyncClientBuilder builder = BedrockRuntimeAsyncClient.builder()
                .httpClient(shared)
                .endpointOverride(endpoint)
                .region(Region.US_EAST_1)
                .credentialsProvider(
                        StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIDEXAMPLE", "wJalrXUtnFEMI")));
        settings.accept(builder);
        BedrockRuntimeAsyncClient client = builder.build();
        return new TestModel(client, BedrockLlmStream.create(client, options));
    }

    private static SdkAsyncHttpClient netty(Protocol protocol, int maxConnections) {
        return NettyNioAsyncHttpClient.builder()
                .protocol(protocol)
                .maxConcurrency(maxConnections)
                .readTimeout(Duration.ofMinutes(5))
                .build();
    }
}
