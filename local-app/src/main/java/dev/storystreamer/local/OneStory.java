package dev.storystreamer.local;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.PrintWriter;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** One story, told over a real WebSocket by the server to itself. The JDK calls the listener for one event at a time. */
final class OneStory implements WebSocket.Listener {

    private final PrintWriter out;
    private final LocalServer server;
    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    private final CompletableFuture<Void> turnedAway = new CompletableFuture<>();
    private final StringBuilder frame = new StringBuilder();
    private boolean failed;
    private boolean heardText;

    private OneStory(LocalServer server, PrintWriter out) {
        this.server = server;
        this.out = out;
    }

    /**
     * Prints every frame as it comes.
     *
     * @return true if the story finished and was heard
     * @throws IllegalStateException if there is no socket to be had; the message says why
     */
    static boolean tell(LocalServer server, String topic, PrintWriter out) {
        var story = new OneStory(server, out);
        WebSocket socket = story.connect();
        var request = new JsonObject();
        request.addProperty("storyType", topic);
        socket.sendText(request.toString(), true).join();
        CompletableFuture<Boolean> answered = server.firstMessageAnswered();
        CompletableFuture.anyOf(answered, story.turnedAway, story.closed).join();
        boolean leftAlone = story.closed.isDone();
        if (!leftAlone) {
            // What was sent before comes before the answer to this.
            socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
            story.closed.join();
        }
        return !leftAlone && !story.failed && story.heardText && answered.getNow(false);
    }

    private WebSocket connect() {
        try {
            return HttpClient.newHttpClient()
                    .newWebSocketBuilder()
                    .buildAsync(server.webSocketUri(), this)
                    .join();
        } catch (CompletionException e) {
            String why = e.getCause() instanceof WebSocketHandshakeException refused
                    ? "the handshake was answered " + refused.getResponse().statusCode()
                    : "no WebSocket: " + e.getCause();
            throw new IllegalStateException(why, e);
        }
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        frame.append(data);
        if (last) {
            take(frame.toString());
            frame.setLength(0);
        }
        from.request(1);
        return null;
    }

    private void take(String text) {
        out.println(text);
        out.flush();
        String type = type(text);
        heardText |= type.equals("text");
        failed |= !type.equals("text") && !type.equals("other") && !type.equals("message");
        if (type.isEmpty() && !server.wasCalled()) { // the gateway's own, and nobody will say more
            turnedAway.complete(null);
        }
    }

    private static String type(String text) {
        try {
            JsonElement json = JsonParser.parseString(text);
            JsonElement type = json.isJsonObject() ? json.getAsJsonObject().get("type") : null;
            return type == null ? "" : type.getAsString();
        } catch (JsonParseException | UnsupportedOperationException | IllegalStateException e) {
            return "";
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
