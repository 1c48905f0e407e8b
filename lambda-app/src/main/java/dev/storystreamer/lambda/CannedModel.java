package dev.storystreamer.lambda;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.util.List;

/**
 * A model that tells one canned story, and a client that hears it, on loopback: what {@link Priming} talks to. It speaks
 * HTTP and event-stream frames as Bedrock Runtime does, and takes posts as {@code @connections} does.
 */
final class CannedModel implements AutoCloseable {

    private static final String EVENT_STREAM = "application/vnd.amazon.eventstream";

    private final HttpServer server;

    CannedModel() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/model/", CannedModel::tell);
        server.createContext("/prod/@connections/", CannedModel::hear);
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
            for (ByteBuffer frame :
                    CannedStory.frames()) { // each alone: the adapter waits, and is woken, as it will be
                Channels.newChannel(body).write(frame);
                body.flush();
            }
        }
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
    }
}
