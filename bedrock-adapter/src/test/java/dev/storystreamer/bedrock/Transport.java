package dev.storystreamer.bedrock;

import java.net.URI;
import java.time.Duration;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.crt.AwsCrtAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClientBuilder;

/** The HTTP clients that the SDK's own client is tested over; each is made once and lives as long as the tests. */
enum Transport {
    NETTY_HTTP1(NettyNioAsyncHttpClient.builder()
            .protocol(Protocol.HTTP1_1)
            .readTimeout(Duration.ofMinutes(5))
            .build()),
    NETTY_HTTP2(NettyNioAsyncHttpClient.builder()
            .protocol(Protocol.HTTP2)
            .readTimeout(Duration.ofMinutes(5))
            .build()),
    CRT_HTTP1(AwsCrtAsyncHttpClient.builder().build());

    @SuppressWarnings("ImmutableEnumChecker") // an HTTP client has no state that a test could see
    private final SdkAsyncHttpClient http;

    Transport(SdkAsyncHttpClient http) {
        this.http = http;
    }

    /** A client whose settings are the SDK's own: four attempts for a call. */
    BedrockRuntimeAsyncClient client(URI endpoint) {
        return builder(endpoint).httpClient(http).build();
    }

    static BedrockRuntimeAsyncClientBuilder builder(URI endpoint) {
        return BedrockRuntimeAsyncClient.builder()
                .endpointOverride(endpoint)
                .region(Region.US_EAST_1)
                .credentialsProvider(
                        StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIDEXAMPLE", "wJalrXUtnFEMI")));
    }
}
