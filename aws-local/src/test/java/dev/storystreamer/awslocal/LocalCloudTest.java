package dev.storystreamer.awslocal;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2WebSocketEvent;
import dev.storystreamer.awslocal.testkit.TestClient;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LocalCloudTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private LocalCloud cloud;
    private SeedHandler handler;

    @BeforeEach
    void startCloud() {
        cloud = LocalCloud.builder().pace(Pace.AT_ONCE).start();
        handler = new SeedHandler(cloud);
        cloud.deploy("story", LambdaFunction.of(handler, APIGatewayV2WebSocketEvent.class));
    }

    @AfterEach
    void stopCloud() {
        cloud.close();
        handler.close();
    }

    @Test
    void tellsAStoryThroughAllOfIt() throws Exception {
        TestClient client = TestClient.connect(cloud.webSocketUri());
        client.send("{\"storyType\":\"CATS\"}");

        cloud.recording().await(seen -> !seen.modelCalls().isEmpty(), PATIENCE);
        ModelCall call = cloud.recording().modelCalls().get(0);
        assertThat(call.closed().toCompletableFuture().get(20, TimeUnit.SECONDS).byCaller())
                .isFalse();
        var heard = new StringBuilder();
        for (int i = 0; i < call.said().size(); i++) {
            heard.append(client.receive());
        }

        assertThat(call.said()).hasSizeGreaterThanOrEqualTo(10);
        assertThat(heard.toString()).isEqualTo(call.text()).startsWith("Here is a very short story about cats:\n\n");
        assertThat(cloud.recording().mostPostsAtOnce()).isEqualTo(1);
        assertThat(cloud.recording().posts()).allMatch(Post::isAccepted);
    }

    @Test
    void stopsBeingReadWhenTheClientHasLeft() throws Exception {
        cloud.setPace(Pace.AT_ONCE.withTokenInterval(Duration.ofMillis(2)).withTokens(100_000));
        TestClient client = TestClient.connect(cloud.webSocketUri());
        client.send("{\"storyType\":\"CATS\"}");
        client.receive();

        client.close();

        ModelCall call = cloud.recording().modelCalls().get(0);
        assertThat(call.closed().toCompletableFuture().get(20, TimeUnit.SECONDS).byCaller())
                .isTrue();
        Post last = cloud.recording().posts().get(cloud.recording().posts().size() - 1);
        assertThat(last.status()).isEqualTo(410);
    }
}
