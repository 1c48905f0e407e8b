package dev.storystreamer.local;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A client as wscat is one: it asks for a story, and listens to the end. */
final class HonestClient implements WebSocket.Listener, AutoCloseable {

    private static final String STORY = "{\"storyType\":\"CATS\"}";
    private static final int OTHERS_OF_A_STORY = 4;

    private final BlockingQueue<String> frames = new LinkedBlockingQueue<>();
    private final StringBuilder partial = new StringBuilder();
    private final WebSocket socket;

    private HonestClient(URI uri) {
        socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(uri, this)
                .join();
    }

    static HonestClient connect(URI uri) {
        return new HonestClient(uri);
    }

    /** Asks for a story; gives its text when its last frame has come. */
    String hearAStory() throws Exception {
        socket.sendText(STORY, true).get(20, TimeUnit.SECONDS);
        var text = new StringBuilder();
        for (int others = 0; others < OTHERS_OF_A_STORY; ) {
            String frame = frames.poll(60, TimeUnit.SECONDS);
            if (frame == null) {
                throw new AssertionError("nothing came for a minute; so far: " + text);
            }
            JsonObject json = JsonParser.parseString(frame).getAsJsonObject();
            switch (json.get("type").getAsString()) {
                case "text" -> text.append(json.get("message").getAsString());
                case "other" -> others++;
                default -> throw new AssertionError(frame);
            }
        }
        return text.toString();
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        partial.append(data);
        if (last) {
            frames.add(partial.toString());
            partial.setLength(0);
        }
        from.request(1);
        return null;
    }

    @Override
    public void close() {
        socket.sendClose(WebSocket.NORMAL_CLOSURE, "")
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }
}
