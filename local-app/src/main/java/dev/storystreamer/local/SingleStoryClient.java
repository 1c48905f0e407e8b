package dev.storystreamer.local;

import com.google.gson.JsonObject;
import java.io.PrintWriter;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A WebSocket client that requests one story from the local server and prints its frames. The JDK calls the listener for
 * one event at a time.
 */
final class SingleStoryClient implements WebSocket.Listener {

    private final PrintWriter out;
    private final LocalServer server;
    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    private final CompletableFuture<Void> rejectedByGateway = new CompletableFuture<>();
    private final StringBuilder frame = new StringBuilder();
    private boolean failed;
    private boolean receivedText;

    private SingleStoryClient(LocalServer server, PrintWriter out) {
        this.server = server;
        this.out = out;
    }

    /**
     * Runs one story.
     *
     * @return true if the story finished and its text was received
     * @throws IllegalStateException if the WebSocket cannot be opened; the message is the reason
     */
    static boolean run(LocalServer server, String topic, PrintWriter out) {
        var client = new SingleStoryClient(server, out);
        WebSocket socket = client.connect();
        var request = new JsonObject();
        request.addProperty("storyType", topic);
        socket.sendText(request.toString(), true).join();
        CompletableFuture<Boolean> result = server.firstResult();
        CompletableFuture.anyOf(result, client.rejectedByGateway, client.closed).join();
        boolean closedByServer = client.closed.isDone();
        if (!closedByServer) {
            // All frames of the story arrive before the server's close frame.
            socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
            client.closed.join();
        }
        return !closedByServer && !client.failed && client.receivedText && result.getNow(false);
    }

    private WebSocket connect() {
        try {
            return HttpClient.newHttpClient()
                    .newWebSocketBuilder()
                    .buildAsync(server.webSocketUri(), this)
                    .join();
        } catch (CompletionException e) {
            String reason = e.getCause() instanceof WebSocketHandshakeException refused
                    ? "the WebSocket handshake failed with status "
                            + refused.getResponse().statusCode()
                    : "cannot open the WebSocket: " + e.getCause();
            throw new IllegalStateException(reason, e);
        }
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        frame.append(data);
        if (last) {
            print(frame.toString());
            frame.setLength(0);
        }
        from.request(1);
        return null;
    }

    private void print(String text) {
        out.println(text);
        out.flush();
        String type = JsonText.field(JsonText.parseObject(text), "type");
        receivedText |= type.equals("text");
        failed |= !type.equals("text") && !type.equals("other") && !type.equals("message");
        if (type.isEmpty() && !server.wasCalled()) { // an error frame of API Gateway: no other frame follows
            rejectedByGateway.complete(null);
        }
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        closed.complete(null);
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable failure) {
        closed.complete(null);
    }
}
