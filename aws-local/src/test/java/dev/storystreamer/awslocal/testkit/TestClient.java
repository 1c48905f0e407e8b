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

/** A WebSocket client that queues the messages from the server. */
public final class TestClient implements WebSocket.Listener {

    private static final Duration TIMEOUT = Duration.ofMinutes(1);
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

    /** Waits for the next message. */
    public String receive() throws InterruptedException {
        return poll(TIMEOUT).orElseThrow(() -> new AssertionError("no message within " + TIMEOUT));
    }

    /** Waits for the next message; empty after the timeout. */
    public Optional<String> poll(Duration timeout) throws InterruptedException {
        return Optional.ofNullable(frames.poll(timeout.toMillis(), TimeUnit.MILLISECONDS));
    }

    /** Removes and returns the messages that were not read. */
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

    /** Waits for the code of the server's close frame; 1006 if the connection ends without one. */
    public int closeCode() throws Exception {
        return closed.get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
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
