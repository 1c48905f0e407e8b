package dev.storystreamer.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.storystreamer.awslocal.faults.LatencyProfile;
import dev.storystreamer.awslocal.testkit.TestClient;
import java.io.PrintWriter;
import java.io.Writer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LocalServerTest {

    private static final ServerSettings LONG_STORIES = new ServerSettings(
            "127.0.0.1",
            0,
            List.of("http://192.168.0.9:3000"),
            LatencyProfile.NO_DELAY.withTokenInterval(Duration.ofMillis(5)).withTokens(10_000),
            1,
            "global.amazon.nova-2-lite-v1:0",
            List.of(),
            false,
            true);

    @Test
    void acceptsPagesOfAnAllowedOrigin() throws Exception {
        HandlerLogPrinter log = new HandlerLogPrinter(new PrintWriter(Writer.nullWriter()), false, false);
        try (LocalServer server = LocalServer.start(LONG_STORIES, log)) {
            TestClient allowed = TestClient.connect(server.webSocketUri(), "Origin", "http://192.168.0.9:3000");

            assertThat(allowed.socket().isInputClosed()).isFalse();
            assertThatThrownBy(() -> TestClient.connect(server.webSocketUri(), "Origin", "http://192.168.0.9:3001"))
                    .hasStackTraceContaining("403");
            allowed.close();
        }
    }

    @Test
    void sendsTheLastFrameOfAStoryBeforeItClosesTheConnection() throws Exception {
        HandlerLogPrinter log = new HandlerLogPrinter(new PrintWriter(Writer.nullWriter()), false, false);
        TestClient client;
        try (LocalServer server = LocalServer.start(LONG_STORIES, log)) {
            client = StoryClients.inAStory(server.webSocketUri());
        }

        assertThat(client.closeCode()).isEqualTo(1001);
        assertThat(client.unread()).last().matches(StoryClients::isError);
    }
}
