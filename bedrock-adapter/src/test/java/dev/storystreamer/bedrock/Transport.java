package dev.storystreamer.bedrock;

import java.time.Duration;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.crt.AwsCrtAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;

/** The HTTP clients that the adapter is tested over; the shared ones live as long as the tests. */
enum Transport {
    NETTY_HTTP1 {
        @Override
        SdkAsyncHttpClient http(int connections) {
            return NettyNioAsyncHttpClient.builder()
                    .protocol(Protocol.HTTP1_1)
                    .maxConcurrency(connections)
                    .readTimeout(Duration.ofMinutes(5))
                    .build();
        }
    },
    NETTY_HTTP2 {
        @Override
        SdkAsyncHttpClient http(int connections) {
            return NettyNioAsyncHttpClient.builder()
                    .protocol(Protocol.HTTP2)
                    .maxConcurrency(connections)
                    .readTimeout(Duration.ofMinutes(5))
                    .build();
        }
    },
    CRT_HTTP1 {
        @Override
        SdkAsyncHttpClient http(int connections) {
            return AwsCrtAsyncHttpClient.builder().maxConcurrency(connections).build();
        }
    };

    @SuppressWarnings("ImmutableEnumChecker") // an HTTP client has no state that a test could see
    private final SdkAsyncHttpClient shared = http(50);

    /** An HTTP client of the caller's own. */
    abstract SdkAsyncHttpClient http(int connections);

    SdkAsyncHttpClient shared() {
        return shared;
    }
}
