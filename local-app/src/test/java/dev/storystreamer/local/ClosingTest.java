package dev.storystreamer.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storystreamer.awslocal.Pace;
import java.io.PrintWriter;
import java.io.Writer;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ClosingTest {

    private static final Settings ENDLESS = new Settings(
            "127.0.0.1",
            0,
            Pace.AT_ONCE.withTokenInterval(Duration.ofMillis(5)).withTokens(10_000),
            1,
            "global.amazon.nova-2-lite-v1:0",
            List.of(),
            false,
            true);

    @Test
    void tellsAClientHowItsStoryEndsBeforeItsSocketIsClosed() throws Exception {
        Heard heard = new Heard();
        HandlerLog log = new HandlerLog(new PrintWriter(Writer.nullWriter()), false, false);
        try (LocalServer server = LocalServer.start(ENDLESS, log)) {
            WebSocket socket = HttpClient.newHttpClient()
                    .newWebSocketBuilder()
                    .buildAsync(server.webSocketUri(), heard)
                    .get(20, TimeUnit.SECONDS);
            socket.sendText("{\"storyType\":\"CATS\"}", true).get(20, TimeUnit.SECONDS);
            while (!heard.next().startsWith("{\"type\":\"text\"")) {
                // The story has begun when its first words have come.
            }
        }

        String last = "";
        for (String frame = heard.next(); !frame.equals("closed 1001"); frame = heard.next()) {
            last = frame;
        }
        assertThat(last).startsWith("{\"type\":\"error\"");
    }

    private static final class Heard implements WebSocket.Listener {

        private final BlockingQueue<String> frames = new LinkedBlockingQueue<>();

        String next() throws InterruptedException {
            String frame = frames.poll(20, TimeUnit.SECONDS);
            assertThat(frame).as("what comes within 20 s").isNotNull();
            return frame;
        }

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            frames.add(data.toString());
            socket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            frames.add("closed " + code);
            return null;
        }
    }
}
