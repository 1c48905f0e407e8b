package dev.storystreamer.lambda;

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
 * The server that {@link Priming} runs its stories against, on loopback: it answers model calls with one sample story in
 * event-stream messages, as Bedrock Runtime does, and accepts posts, as {@code @connections} does.
 */
final class PrimingServer implements AutoCloseable {

    private static final int DELTAS = 24;
    private static final String DELTA = "{\"contentBlockIndex\":0,\"delta\":{\"text\":\"Once upon a time, \"}}";
    private static final String EVENT_STREAM = "application/vnd.amazon.eventstream";

    private final HttpServer server;

    /** A story is posted while the model call is still being answered. */
    private final ExecutorService threads = Executors.newCachedThreadPool();

    PrimingServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/model/", PrimingServer::converse);
        server.createContext("/prod/@connections/", PrimingServer::post);
        server.setExecutor(threads);
        server.start();
    }

    /** The endpoint of Bedrock Runtime. */
    URI modelEndpoint() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** The endpoint of {@code @connections}. */
    URI callbackUrl() {
        return modelEndpoint().resolve("/prod");
    }

    private static void converse(HttpExchange exchange) throws IOException {
        exchange.getRequestBody().readAllBytes();
        exchange.getResponseHeaders().set("Content-Type", EVENT_STREAM);
        exchange.sendResponseHeaders(200, 0);
        try (exchange;
                OutputStream body = exchange.getResponseBody()) {
            send(body, "messageStart", "{\"role\":\"assistant\"}");
            for (int i = 0; i < DELTAS; i++) {
                send(body, "contentBlockDelta", DELTA);
            }
            send(body, "contentBlockStop", "{\"contentBlockIndex\":0}");
            send(body, "messageStop", "{\"stopReason\":\"end_turn\"}");
            send(
                    body,
                    "metadata",
                    "{\"usage\":{\"inputTokens\":8,\"outputTokens\":96,\"totalTokens\":104},\"metrics\":{\"latencyMs\":1}}");
        }
    }

    /** Flushes each event, so that the adapter waits for the next one, as it does with a real model. */
    private static void send(OutputStream body, String type, String payload) throws IOException {
        Map<String, HeaderValue> headers = Map.of(
                ":message-type", HeaderValue.fromString("event"),
                ":event-type", HeaderValue.fromString(type),
                ":content-type", HeaderValue.fromString("application/json"));
        new Message(headers, payload.getBytes(StandardCharsets.UTF_8)).encode(body);
        body.flush();
    }

    private static void post(HttpExchange exchange) throws IOException {
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
