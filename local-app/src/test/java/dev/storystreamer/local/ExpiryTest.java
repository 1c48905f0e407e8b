package dev.storystreamer.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storystreamer.awslocal.LocalCloud;
import dev.storystreamer.awslocal.LocalCloudBuilder;
import dev.storystreamer.awslocal.apigateway.WebSocketApi;
import dev.storystreamer.awslocal.apigateway.WebSocketApi.Route;
import dev.storystreamer.awslocal.faults.LatencyProfile;
import dev.storystreamer.awslocal.recording.ModelCall;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The end of a connection after two hours, on a clock that makes four seconds of them. */
@Timeout(60)
class ExpiryTest {

    @Test
    void closesAConnectionAfterTwoHoursAndEndsItsStory() throws Exception {
        try (RealFunction function = RealFunction.start(settings())) {
            closeCodeOfAConnectionThatIsToldAStory(function); // a cold function may be silent for ten of these minutes
            function.receipt();

            assertThat(closeCodeOfAConnectionThatIsToldAStory(function)).isEqualTo(1001);
            assertThat(function.receipt()).contains("\"ending\":\"gone\"");
            ModelCall call = function.cloud().recording().modelCalls().get(1);
            assertThat(call.closed()
                            .toCompletableFuture()
                            .get(20, TimeUnit.SECONDS)
                            .byCaller())
                    .isTrue();
        }
    }

    /** Stories without end, as Events: 29 s are 16 ms here. */
    private static LocalCloudBuilder settings() {
        return LocalCloud.builder()
                .webSocketApi(WebSocketApi.of("story")
                        .withoutRoute(WebSocketApi.CONNECT)
                        .withRoute(WebSocketApi.DEFAULT, new Route("story", true, false)))
                .latency(LatencyProfile.NO_DELAY
                        .withTokenInterval(Duration.ofMillis(5))
                        .withTokens(10_000))
                .timeScale(1_800);
    }

    private static int closeCodeOfAConnectionThatIsToldAStory(RealFunction function) throws Exception {
        var closed = new CompletableFuture<Integer>();
        var listener = new WebSocket.Listener() {
            @Override
            public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
                closed.complete(code);
                return null;
            }
        };
        HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(function.cloud().webSocketUri(), listener)
                .thenCompose(socket -> socket.sendText("{\"storyType\":\"CATS\"}", true))
                .get(20, TimeUnit.SECONDS);
        return closed.get(20, TimeUnit.SECONDS);
    }
}
