package dev.storystreamer.awslocal;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2WebSocketEvent;
import dev.storystreamer.awslocal.faults.LatencyProfile;
import dev.storystreamer.awslocal.lambda.LambdaFunction;
import dev.storystreamer.awslocal.recording.ModelCall;
import dev.storystreamer.awslocal.recording.RecordedPost;
import dev.storystreamer.awslocal.testkit.TestClient;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LocalCloudTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private LocalCloud cloud;
    private SdkStoryHandler handler;

    @BeforeEach
    void startCloud() {
        cloud = LocalCloud.builder().latency(LatencyProfile.NO_DELAY).start();
        handler = new SdkStoryHandler(cloud);
        cloud.deploy("story", LambdaFunction.of(handler, APIGatewayV2WebSocketEvent.class));
    }

    @AfterEach
    void stopCloud() {
        cloud.close();
        handler.close();
    }

    @Test
    void streamsAStoryFromTheModelToTheClient() throws Exception {
        TestClient client = TestClient.connect(cloud.webSocketUri());
        client.send("{\"storyType\":\"CATS\"}");

        cloud.recording().await(recording -> !recording.modelCalls().isEmpty(), TIMEOUT);
        ModelCall call = cloud.recording().modelCalls().get(0);
        assertThat(call.closed().toCompletableFuture().get(20, TimeUnit.SECONDS).byCaller())
                .isFalse();
        var received = new StringBuilder();
        for (int i = 0; i < call.deltas().size(); i++) {
            received.append(client.receive());
        }

        assertThat(call.deltas()).hasSizeGreaterThanOrEqualTo(10);
        assertThat(received.toString()).isEqualTo(call.text()).startsWith("Here is a very short story about cats:\n\n");
        assertThat(cloud.recording().maxConcurrentPosts()).isEqualTo(1);
        assertThat(cloud.recording().posts()).allMatch(RecordedPost::isAccepted);
    }

    @Test
    void streamIsClosedByTheHandlerWhenTheClientHasDisconnected() throws Exception {
        cloud.setLatency(
                LatencyProfile.NO_DELAY.withTokenInterval(Duration.ofMillis(2)).withTokens(100_000));
        TestClient client = TestClient.connect(cloud.webSocketUri());
        client.send("{\"storyType\":\"CATS\"}");
        client.receive();

        client.close();

        ModelCall call = cloud.recording().modelCalls().get(0);
        assertThat(call.closed().toCompletableFuture().get(20, TimeUnit.SECONDS).byCaller())
                .isTrue();
        RecordedPost last =
                cloud.recording().posts().get(cloud.recording().posts().size() - 1);
        assertThat(last.status()).isEqualTo(410);
    }
}
