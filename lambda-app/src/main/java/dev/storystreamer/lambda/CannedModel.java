package dev.storystreamer.lambda;

import com.google.gson.JsonObject;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import software.amazon.awssdk.eventstream.HeaderValue;
import software.amazon.awssdk.eventstream.Message;

/**
 * A model that tells one canned story, and a client that hears it, on loopback: what {@link Priming} talks to. It speaks
 * HTTP and event-stream frames as Bedrock Runtime does, and takes posts as {@code @connections} does.
 */
final class CannedModel implements AutoCloseable {

    private static final int DELTAS = 24;
    private static final String EVENT_STREAM = "application/vnd.amazon.eventstream";

    private final HttpServer server;

    /** So that posts are answered while the model still speaks. */
    private final ExecutorService threads = Executors.newCachedThreadPool();

    CannedModel() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/model/", CannedModel::tell);
        server.createContext("/prod/@connections/", CannedModel::hear);
        server.setExecutor(threads);
        server.start();
    }

    /** Where Bedrock Runtime is. */
    URI model() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** Where the client is posted to. */
    URI callback() {
        return model().resolve("/prod");
    }

    private static void tell(HttpExchange exchange) throws IOException {
        exchange.getRequestBody().readAllBytes();
        exchange.getResponseHeaders().set("Content-Type", EVENT_STREAM);
        exchange.sendResponseHeaders(200, 0);
        try (exchange;
                OutputStream body = exchange.getResponseBody()) {
            send(body, "messageStart", "{\"role\":\"assistant\"}");
            for (int i = 0; i < DELTAS; i++) {
                send(body, "contentBlockDelta", delta("Once upon a time, " + i + " "));
            }
            send(body, "contentBlockStop", "{\"contentBlockIndex\":0}");
            send(body, "messageStop", "{\"stopReason\":\"end_turn\"}");
            send(
                    body,
                    "metadata",
                    "{\"usage\":{\"inputTokens\":8,\"outputTokens\":96,\"totalTokens\":104},\"metrics\":{\"latencyMs\":1}}");
        }
    }

    private static String delta(String text) {
        JsonObject delta = new JsonObject();
        delta.addProperty("text", text);
        JsonObject event = new JsonObject();
        event.add("delta", delta);
        event.addProperty("contentBlockIndex", 0);
        return event.toString();
    }

    /** Each event goes out alone, as a model's do: so the adapter waits, and is woken, as it will be. */
    private static void send(OutputStream body, String type, String payload) throws IOException {
        Map<String, HeaderValue> headers = Map.of(
                ":message-type", HeaderValue.fromString("event"),
                ":event-type", HeaderValue.fromString(type),
                ":content-type", HeaderValue.fromString("application/json"));
        new Message(headers, payload.getBytes(StandardCharsets.UTF_8)).encode(body);
        body.flush();
    }

    private static void hear(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            exchange.getResponseHeaders().put("x-amzn-RequestId", List.of("priming"));
            exchange.sendResponseHeaders(200, -1);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdown();
    }
}
