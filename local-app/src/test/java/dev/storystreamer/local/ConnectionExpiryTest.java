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

/** API Gateway closes a connection after two hours. The time scale of this test shortens them to four seconds. */
@Timeout(60)
class ConnectionExpiryTest {

    @Test
    void closesAConnectionAfterTwoHoursAndEndsItsStory() throws Exception {
        try (DeployedHandler function = DeployedHandler.start(longAsynchronousStories())) {
            closeCodeDuringAStory(function); // the first story is slow, so that the idle timeout may close it first
            function.nextReceipt();

            assertThat(closeCodeDuringAStory(function)).isEqualTo(1001);
            assertThat(function.nextReceipt()).contains("\"ending\":\"gone\"");
            ModelCall call = function.cloud().recording().modelCalls().get(1);
            assertThat(call.closed()
                            .toCompletableFuture()
                            .get(20, TimeUnit.SECONDS)
                            .byCaller())
                    .isTrue();
        }
    }

    /** Asynchronous, because the integration timeout of 29 s is 16 ms here. */
    private static LocalCloudBuilder longAsynchronousStories() {
        return LocalCloud.builder()
                .webSocketApi(WebSocketApi.of("story")
                        .withoutRoute(WebSocketApi.CONNECT)
                        .withRoute(WebSocketApi.DEFAULT, new Route("story", true, false)))
                .latency(LatencyProfile.NO_DELAY
                        .withTokenInterval(Duration.ofMillis(5))
                        .withTokens(10_000))
                .timeScale(1_800);
    }

    private static int closeCodeDuringAStory(DeployedHandler function) throws Exception {
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
                .thenCompose(socket -> socket.sendText(StoryClients.REQUEST, true))
                .get(20, TimeUnit.SECONDS);
        return closed.get(20, TimeUnit.SECONDS);
    }
}
