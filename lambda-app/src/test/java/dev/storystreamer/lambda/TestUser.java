package dev.storystreamer.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A client of the WebSocket API. */
final class TestUser implements WebSocket.Listener, AutoCloseable {

    static final String V1_OTHER = "{\"type\":\"other\",\"message\":null}";

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final long TIMEOUT_SECONDS = 30;

    private final BlockingQueue<String> unread = new LinkedBlockingQueue<>();
    private final BlockingQueue<Boolean> pongs = new LinkedBlockingQueue<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final StringBuilder partial = new StringBuilder();
    private final WebSocket socket;

    TestUser(URI uri) {
        socket = HTTP.newWebSocketBuilder().buildAsync(uri, this).join();
    }

    void send(String text) {
        socket.sendText(text, true).join();
    }

    String read() throws InterruptedException {
        String frame = unread.poll(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        if (frame == null) {
            throw new AssertionError("no frame came");
        }
        return frame;
    }

    List<String> read(int frames) throws InterruptedException {
        List<String> read = new ArrayList<>();
        while (read.size() < frames) {
            read.add(read());
        }
        return read;
    }

    List<String> readUntil(Predicate<String> last) throws InterruptedException {
        List<String> read = new ArrayList<>();
        do {
            read.add(read());
        } while (!last.test(read.get(read.size() - 1)));
        return read;
    }

    /** Returns the unread frames among those sent before this call: the answer to a ping arrives after them. */
    List<String> readAll() throws InterruptedException {
        socket.sendPing(ByteBuffer.allocate(0)).join();
        if (pongs.poll(TIMEOUT_SECONDS, TimeUnit.SECONDS) == null) {
            throw new AssertionError("no pong came");
        }
        List<String> read = new ArrayList<>();
        unread.drainTo(read);
        return read;
    }

    /** Reads a story of protocol 1 and returns its text. */
    String readV1Story() throws InterruptedException {
        StringBuilder text = new StringBuilder();
        int others = 0;
        while (others < 4) { // the start, the end of the block, the stop, the usage
            JsonObject frame = JsonParser.parseString(read()).getAsJsonObject();
            if (frame.get("type").getAsString().equals("text")) {
                text.append(frame.get("message").getAsString());
            } else {
                assertThat(frame).hasToString(V1_OTHER);
                others++;
            }
        }
        return text.toString();
    }

    /** Reads an error of protocol 1 and returns its message. */
    String readV1Error() throws InterruptedException {
        return v1ErrorOf(read());
    }

    static String v1ErrorOf(String frame) {
        JsonObject json = JsonParser.parseString(frame).getAsJsonObject();
        assertThat(json.get("type").getAsString()).as(frame).isEqualTo("error");
        return json.get("message").getAsString();
    }

    /** Returns the status code with which the server closed the connection. */
    int closeCode() throws Exception {
        return closed.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    }

    /** Disconnects without a closing handshake. */
    void disconnect() {
        socket.abort();
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        partial.append(data);
        if (last) {
            unread.add(partial.toString());
            partial.setLength(0);
        }
        from.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onPong(WebSocket from, ByteBuffer message) {
        pongs.add(true);
        from.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int statusCode, String reason) {
        closed.complete(statusCode);
        return null;
    }

    @Override
    public void close() {
        socket.abort();
    }
}
