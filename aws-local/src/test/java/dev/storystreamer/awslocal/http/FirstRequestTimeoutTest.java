package dev.storystreamer.awslocal.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storystreamer.awslocal.concurrent.Timers;
import dev.storystreamer.awslocal.testkit.RawClient;
import java.io.IOException;
import java.time.Duration;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class FirstRequestTimeoutTest {

    private static final String REQUEST = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";

    private final Timers timers = new Timers(1);
    private final Server server = new Server();
    private int port;

    private void start(Duration timeout) throws Exception {
        var newcomers = new FirstRequestTimeout(timers, timeout);
        var http = new HttpConfiguration();
        var connector =
                new ServerConnector(server, new HttpConnectionFactory(http), new HTTP2CServerConnectionFactory(http));
        connector.setHost("127.0.0.1");
        connector.addEventListener(newcomers);
        server.addConnector(connector);
        server.setHandler(new Handler.Abstract() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) {
                newcomers.requestReceived(request);
                HttpResponses.json(response, 200, "{}", callback);
                return true;
            }
        });
        server.start();
        port = connector.getLocalPort();
    }

    @AfterEach
    void stop() throws Exception {
        server.stop();
        timers.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "G",
                "GET /prod HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n",
                "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
            })
    void closesConnectionsWithoutACompleteRequest(String part) throws Exception {
        start(Duration.ofMillis(50));
        try (RawClient client = RawClient.connect(port)) {
            client.send(part);

            assertThat(client.awaitDisconnect()).isTrue();
        }
    }

    @Test
    void keepsConnectionsAfterTheirFirstRequest() throws Exception {
        start(Duration.ofSeconds(3));
        try (RawClient client = RawClient.connect(port).send(REQUEST);
                RawClient silent = RawClient.connect(port)) {
            String first = head(client);
            assertThat(silent.awaitDisconnect()).isTrue(); // although it connected later

            assertThat(first).startsWith("HTTP/1.1 200");
            assertThat(head(client.send(REQUEST))).startsWith("HTTP/1.1 200");
        }
    }

    private static String head(RawClient client) throws IOException {
        String head = client.head();
        client.skip("{}".length());
        return head;
    }
}
