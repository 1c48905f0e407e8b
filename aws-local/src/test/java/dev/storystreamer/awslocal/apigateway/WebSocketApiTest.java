package dev.storystreamer.awslocal.apigateway;

import static dev.storystreamer.awslocal.apigateway.RecordingFunction.context;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.gson.JsonObject;
import dev.storystreamer.awslocal.LocalCloud;
import dev.storystreamer.awslocal.apigateway.WebSocketApi.Route;
import dev.storystreamer.awslocal.faults.LatencyProfile;
import dev.storystreamer.awslocal.testkit.TestClient;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebSocketApiTest {

    private static final Route STORY = new Route("story", false, false);
    private static final String ID = "[A-Za-z0-9_-]{15}=";

    /** With a time scale of 1,000, no function could respond to a handshake in time. */
    private static final WebSocketApi WITHOUT_CONNECT = WebSocketApi.of("story").withoutRoute("$connect");

    private final RecordingFunction function = new RecordingFunction();
    private LocalCloud cloud;

    private void start(WebSocketApi api) {
        start(api, 1);
    }

    private void start(WebSocketApi api, double timeScale) {
        cloud = LocalCloud.builder()
                .latency(LatencyProfile.NO_DELAY)
                .webSocketApi(api)
                .timeScale(timeScale)
                .start();
        cloud.deploy("story", function);
    }

    @AfterEach
    void stop() {
        cloud.close();
    }

    private TestClient connect(String... headers) {
        return TestClient.connect(cloud.webSocketUri(), headers);
    }

    private int rejectedHandshake(URI uri, String... headers) {
        Throwable failure = catchThrowable(() -> TestClient.connect(uri, headers));
        assertThat(failure)
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(WebSocketHandshakeException.class);
        return ((WebSocketHandshakeException) failure.getCause()).getResponse().statusCode();
    }

    @Test
    void createsAConnectEventAsRecorded() throws Exception {
        start(WebSocketApi.of("story"));
        TestClient.connect(URI.create(cloud.webSocketUri() + "?k=v&k=w"), "X-mIxEd", "as sent");

        JsonObject event = function.nextEvent();

        assertThat(event.keySet())
                .containsExactlyInAnyOrder(
                        "headers",
                        "multiValueHeaders",
                        "queryStringParameters",
                        "multiValueQueryStringParameters",
                        "requestContext",
                        "isBase64Encoded");
        assertThat(event.getAsJsonObject("headers").keySet())
                .contains("X-mIxEd", "Host", "Sec-WebSocket-Key", "X-Amzn-Trace-Id", "X-Forwarded-For")
                .doesNotContain("Connection", "Upgrade");
        assertThat(event.get("queryStringParameters")).hasToString("{\"k\":\"w\"}");
        assertThat(event.get("multiValueQueryStringParameters")).hasToString("{\"k\":[\"v\",\"w\"]}");
        assertThat(context(event).keySet())
                .containsExactlyInAnyOrder(
                        "routeKey",
                        "eventType",
                        "extendedRequestId",
                        "requestTime",
                        "messageDirection",
                        "stage",
                        "connectedAt",
                        "requestTimeEpoch",
                        "identity",
                        "requestId",
                        "domainName",
                        "connectionId",
                        "apiId");
        assertThat(context(event).get("connectionId").getAsString()).matches(ID);
        assertThat(context(event).get("requestId")).isEqualTo(context(event).get("extendedRequestId"));
        assertThat(context(event).get("requestTime").getAsString())
                .matches("\\d\\d/[A-Z][a-z]{2}/\\d{4}:\\d\\d:\\d\\d:\\d\\d \\+0000");
    }

    @Test
    void createsAMessageEventAsRecorded() throws Exception {
        start(WebSocketApi.of("story").withAuthorizer(Map.of("principalId", "ann")));
        TestClient client = connect();
        JsonObject connected = function.nextEvent();
        client.send("{\"action\":\"unknown\"}");

        JsonObject event = function.nextEvent();

        assertThat(connected.has("queryStringParameters")).isFalse();
        assertThat(event.keySet()).containsExactly("requestContext", "body", "isBase64Encoded");
        assertThat(event.get("body").getAsString()).isEqualTo("{\"action\":\"unknown\"}");
        assertThat(context(event).get("routeKey").getAsString()).isEqualTo("$default");
        assertThat(context(event).get("eventType").getAsString()).isEqualTo("MESSAGE");
        assertThat(context(event).get("messageId").getAsString())
                .matches(ID)
                .isNotEqualTo(context(event).get("requestId").getAsString());
        assertThat(context(event).get("connectedAt"))
                .isEqualTo(context(connected).get("connectedAt"));
        assertThat(context(event)
                        .getAsJsonObject("authorizer")
                        .get("principalId")
                        .getAsString())
                .isEqualTo("ann");
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 401, 501})
    void returnsTheStatusOfConnect(int status) {
        start(WebSocketApi.of("story"));
        function.returning("$connect", () -> "{\"statusCode\":" + status + "}");

        assertThat(rejectedHandshake(cloud.webSocketUri())).isEqualTo(status);
    }

    @Test
    void answers502WhenConnectThrows() {
        start(WebSocketApi.of("story"));
        function.returning("$connect", () -> {
            throw new IllegalStateException("on purpose");
        });

        assertThat(rejectedHandshake(cloud.webSocketUri())).isEqualTo(502);
    }

    @Test
    void answers502WhenConnectReturnsNoStatus() {
        start(WebSocketApi.of("story"));
        function.returning("$connect", () -> "null");

        assertThat(rejectedHandshake(cloud.webSocketUri())).isEqualTo(502);
    }

    @Test
    void rejectsAHandshakeForAnotherStage() {
        start(WebSocketApi.of("story"));

        assertThat(rejectedHandshake(URI.create("ws://127.0.0.1:" + cloud.port() + "/dev")))
                .isEqualTo(403);
    }

    @Test
    void rejectsTheOriginOfAnotherSite() {
        start(WebSocketApi.of("story"));

        assertThat(rejectedHandshake(cloud.webSocketUri(), "Origin", "https://example.com"))
                .isEqualTo(403);
        assertThat(connect("Origin", "http://localhost:3000").socket().isInputClosed())
                .isFalse();
    }

    @Test
    void acceptsHandshakesWithoutAConnectRoute() {
        start(WebSocketApi.of("story").withoutRoute("$connect").withoutRoute("$disconnect"));

        assertThat(connect().socket().isInputClosed()).isFalse();
    }

    @Test
    void sendsTheExactErrorFrames() throws Exception {
        start(WebSocketApi.of("story").withoutRoute("$default").withRoute("tell", STORY));
        function.returning("tell", () -> {
            throw new IllegalStateException("on purpose");
        });
        TestClient client = connect();
        client.send("nonsense");
        String forbidden = client.receive();
        client.send("{\"action\":\"tell\"}");
        String failed = client.receive();

        String ids = ", \"connectionId\":\"" + ID + "\", \"requestId\":\"" + ID + "\"}";
        assertThat(forbidden).matches("\\{\"message\": \"Forbidden\"" + ids);
        assertThat(failed).matches("\\{\"message\": \"Internal server error\"" + ids);
    }

    @Test
    void doesNotSendABodyWithoutARouteResponse() throws Exception {
        start(WebSocketApi.of("story").withRoute("echo", new Route("story", false, true)));
        function.returning("$default", () -> "{\"statusCode\":200,\"body\":\"dropped\"}");
        function.returning("echo", () -> "{\"statusCode\":500,\"body\":\"sent\"}");
        TestClient client = connect();
        client.send("one");
        client.send("{\"action\":\"echo\"}");

        assertThat(client.receive()).isEqualTo("sent");
        assertThat(client.hasUnread()).isFalse();
    }

    @Test
    void echoesASubProtocolOnlyWhenTheFunctionReturnsIt() {
        start(WebSocketApi.of("story"));
        function.returning("$connect", () -> "{\"statusCode\":200,\"headers\":{\"sec-websocket-protocol\":\"v2\"}}");

        WebSocket socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .subprotocols("v1", "v2")
                .buildAsync(cloud.webSocketUri(), new WebSocket.Listener() {})
                .join();

        assertThat(socket.getSubprotocol()).isEqualTo("v2");
    }

    @Test
    void timesOutASlowFunctionWithoutStoppingIt() throws Exception {
        start(WITHOUT_CONNECT, 1000);
        var release = new CountDownLatch(1);
        var ended = new CountDownLatch(1);
        function.returning("$default", () -> {
            release.await();
            ended.countDown();
            return "{\"statusCode\":200,\"body\":\"late\"}";
        });
        TestClient client = connect();
        client.send("{}");
        String id = context(function.nextEvent()).get("connectionId").getAsString();

        assertThat(client.receive())
                .startsWith("{\"message\": \"Endpoint request timed out\", \"connectionId\":\"" + id);

        release.countDown();
        assertThat(ended.await(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void sendsAnErrorFrameAtTheConcurrencyLimit() throws Exception {
        cloud = LocalCloud.builder()
                .latency(LatencyProfile.NO_DELAY)
                .concurrency(1)
                .start();
        cloud.deploy("story", function);
        var release = new CountDownLatch(1);
        function.returning("$default", () -> {
            release.await();
            return "{\"statusCode\":200}";
        });
        TestClient client = connect();
        function.nextEvent();
        client.send("one");
        function.nextEvent();
        client.send("two");

        assertThat(client.receive()).startsWith("{\"message\": \"Internal server error\"");

        release.countDown();
        client.close();
        assertThat(context(function.nextEvent()).get("routeKey").getAsString()).isEqualTo("$disconnect");
    }

    @Test
    void doesNotTimeOutAnAsynchronousFunction() throws Exception {
        start(WITHOUT_CONNECT.withRoute("$default", new Route("story", true, false)), 1000);
        var release = new CountDownLatch(1);
        function.returning("$default", () -> {
            release.await();
            return "null";
        });
        TestClient client = connect();
        client.send("{}");
        function.nextEvent();
        release.countDown();
        client.close();

        assertThat(context(function.nextEvent()).get("routeKey").getAsString()).isEqualTo("$disconnect");
        assertThat(client.hasUnread()).isFalse();
    }

    @Test
    void handlesMessagesOfOneConnectionConcurrently() throws Exception {
        start(WebSocketApi.of("story").withRoute("$default", new Route("story", false, true)));
        var both = new CyclicBarrier(2);
        function.returning("$default", () -> {
            both.await(20, TimeUnit.SECONDS);
            return "{\"statusCode\":200,\"body\":\"met\"}";
        });
        TestClient client = connect();
        client.send("one");
        client.send("two");

        assertThat(client.receive()).isEqualTo("met");
        assertThat(client.receive()).isEqualTo("met");
    }

    @Test
    void closesABinaryFrameWith1003() throws Exception {
        start(WebSocketApi.of("story"));
        TestClient client = connect();
        client.socket().sendBinary(ByteBuffer.wrap(new byte[10]), true).join();

        assertThat(client.closeCode()).isEqualTo(1003);
    }

    @Test
    void accepts32KiBInAFrameAndClosesWith1009Above() throws Exception {
        start(WebSocketApi.of("story"));
        try (OneFrameClient client = OneFrameClient.connect(cloud.webSocketUri())) {
            function.nextEvent();
            client.send("x".repeat(32 * 1024));
            assertThat(function.nextEvent().get("body").getAsString()).hasSize(32 * 1024);

            client.send("x".repeat(32 * 1024 + 1));

            assertThat(client.closeCode()).isEqualTo(1009);
        }
    }

    @Test
    void accepts128KiBInFragmentsAndClosesWith1009Above() throws Exception {
        start(WebSocketApi.of("story"));
        TestClient client = connect();
        function.nextEvent();
        String part = "x".repeat(8 * 1024);
        for (int i = 0; i < 16; i++) {
            client.socket().sendText(part, i == 15).join();
        }
        assertThat(function.nextEvent().get("body").getAsString()).hasSize(128 * 1024);

        for (int i = 0; i < 17; i++) {
            client.socket()
                    .sendText(part, i == 16)
                    .exceptionally(closed -> null)
                    .join();
        }

        assertThat(client.closeCode()).isEqualTo(1009);
    }

    @Test
    void createsADisconnectEventWithCodeAndReason() throws Exception {
        start(WebSocketApi.of("story"));
        TestClient client = connect();
        function.nextEvent();
        client.close();

        JsonObject event = function.nextEvent();

        assertThat(event.keySet())
                .containsExactlyInAnyOrder("headers", "multiValueHeaders", "requestContext", "isBase64Encoded");
        assertThat(event.getAsJsonObject("headers").keySet())
                .containsExactlyInAnyOrder("Host", "x-api-key", "X-Forwarded-For", "x-restapi");
        assertThat(context(event).get("eventType").getAsString()).isEqualTo("DISCONNECT");
        assertThat(context(event).get("disconnectStatusCode").getAsInt()).isEqualTo(1000);
        assertThat(context(event).get("disconnectReason").getAsString()).isEqualTo("bye");
    }

    @Test
    void closesAnIdleConnectionAfterTenMinutes() throws Exception {
        start(WITHOUT_CONNECT, 600);
        TestClient client = connect();

        assertThat(client.closeCode()).isEqualTo(1001);
        assertThat(context(function.nextEvent()).get("disconnectReason").getAsString())
                .isEqualTo("Going away");
    }

    @Test
    void closesADeletedConnectionWith1000() throws Exception {
        start(WebSocketApi.of("story"));
        TestClient client = connect();
        String id = context(function.nextEvent()).get("connectionId").getAsString();
        URI uri = URI.create(cloud.managementUri() + "/@connections/" + id.replace("=", "%3D"));

        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).DELETE().build(), HttpResponse.BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(204);
        assertThat(client.closeCode()).isEqualTo(1000);
        assertThat(context(function.nextEvent()).get("disconnectReason").getAsString())
                .isEqualTo("Connection Closed Normally");
    }
}
