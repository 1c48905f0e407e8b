package dev.storystreamer.awslocal.testkit;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A person at the other end of a WebSocket. */
public final class TestClient implements WebSocket.Listener {

    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final BlockingQueue<String> frames = new LinkedBlockingQueue<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final StringBuilder partial = new StringBuilder();
    private final WebSocket socket;

    private TestClient(URI uri, String... headers) {
        var builder = HTTP.newWebSocketBuilder();
        for (int i = 0; i < headers.length; i += 2) {
            builder.header(headers[i], headers[i + 1]);
        }
        socket = builder.buildAsync(uri, this).join();
    }

    public static TestClient connect(URI uri, String... headers) {
        return new TestClient(uri, headers);
    }

    public WebSocket socket() {
        return socket;
    }

    public void send(String text) {
        socket.sendText(text, true).join();
    }

    /** The next message from the server. */
    public String receive() throws InterruptedException {
        return poll(PATIENCE).orElseThrow(() -> new AssertionError("no message came within " + PATIENCE));
    }

    /** The next message from the server, if it comes in time. */
    public Optional<String> poll(Duration patience) throws InterruptedException {
        return Optional.ofNullable(frames.poll(patience.toMillis(), TimeUnit.MILLISECONDS));
    }

    /** Whatever has come and was not read. */
    public List<String> unread() {
        List<String> unread = new ArrayList<>();
        frames.drainTo(unread);
        return unread;
    }

    public boolean hasUnread() {
        return !frames.isEmpty();
    }

    public boolean isClosed() {
        return closed.isDone();
    }

    /** The code of the server's close frame; 1006 if the connection broke. */
    public int closeCode() throws Exception {
        return closed.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    public void close() {
        socket.sendClose(WebSocket.NORMAL_CLOSURE, "bye").join();
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        partial.append(data);
        if (last) {
            frames.add(partial.toString());
            partial.setLength(0);
        }
        from.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
        frames.add("binary");
        from.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        closed.complete(code);
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable failure) {
        closed.complete(1006);
    }
}
