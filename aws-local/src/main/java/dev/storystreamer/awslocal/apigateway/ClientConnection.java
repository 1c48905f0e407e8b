package dev.storystreamer.awslocal.apigateway;

import dev.storystreamer.awslocal.concurrent.CompletableFutures;
import dev.storystreamer.awslocal.concurrent.Timers;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.core.CloseStatus;
import org.eclipse.jetty.websocket.core.CoreSession;
import org.eclipse.jetty.websocket.core.Frame;
import org.eclipse.jetty.websocket.core.FrameHandler;
import org.eclipse.jetty.websocket.core.OpCode;
import org.jspecify.annotations.Nullable;

/**
 * One open WebSocket. Jetty calls {@code onFrame} for one frame at a time; everything else may be called from any
 * thread.
 */
final class ClientConnection implements FrameHandler {

    /** What happens on a connection, told on Jetty's threads: {@code closed} once, and last. */
    interface Listener {
        void opened(ClientConnection connection);

        void message(ClientConnection connection, String text);

        /** Nothing reaches the client any more. */
        void gone(ClientConnection connection);

        void closed(ClientConnection connection, int code, String reason);
    }

    private static final Duration CLOSE_HANDSHAKE = Duration.ofSeconds(5);

    private final ClientInfo client;
    private final Listener listener;
    private final Timers timers;
    private final AtomicInteger posts = new AtomicInteger();
    private final SendBuffer unread = new SendBuffer(this::demand);
    private final CompletableFuture<Void> closed = new CompletableFuture<>();

    // Touched by onFrame alone.
    private final ByteArrayOutputStream message = new ByteArrayOutputStream();

    private volatile @Nullable CoreSession session;
    private volatile @Nullable CloseStatus closedByUs;
    private volatile String lastMessage = "";
    private volatile long lastActiveAt = System.currentTimeMillis();

    ClientConnection(ClientInfo client, Listener listener, Timers timers) {
        this.client = client;
        this.listener = listener;
        this.timers = timers;
    }

    ClientInfo client() {
        return client;
    }

    long lastActiveAt() {
        return lastActiveAt;
    }

    /** Whether too much of what was sent is still waiting for the client to read it. */
    boolean isSlow() {
        return unread.isTooMuch();
    }

    /** Completes when the connection is closed and its listener has heard of it. */
    CompletableFuture<Void> whenClosed() {
        return closed.copy();
    }

    /** Runs a task after a real time, unless the connection is closed by then: no alarm holds on to what is closed. */
    void after(Duration delay, Runnable task) {
        Runnable callOff = timers.schedule(delay, task);
        CompletableFutures.whenDone(closed, done -> callOff.run(), bug -> {});
    }

    @Override
    public void onOpen(CoreSession coreSession, Callback callback) {
        session = coreSession;
        listener.opened(this);
        callback.succeeded();
        coreSession.demand();
    }

    @Override
    public void onFrame(Frame frame, Callback callback) {
        lastActiveAt = System.currentTimeMillis();
        switch (frame.getOpCode()) {
            case OpCode.TEXT, OpCode.CONTINUATION -> onText(frame);
            case OpCode.BINARY -> close(CloseStatus.BAD_DATA, "Binary frames are not supported");
            case OpCode.PING -> send(new Frame(OpCode.PONG, BufferUtil.copy(frame.getPayload())));
            case OpCode.CLOSE -> leave();
            default -> {
                // A pong says nothing.
            }
        }
        callback.succeeded();
        unread.next();
    }

    /** The session answers a close itself, but only after what the client may never read. */
    private void leave() {
        listener.gone(this);
        after(CLOSE_HANDSHAKE, this::cutOff);
    }

    private void cutOff() {
        CoreSession open = session;
        if (open != null) {
            open.abort();
        }
    }

    private void onText(Frame frame) {
        if (closedByUs != null) {
            return;
        }
        if (message.size() + frame.getPayloadLength() > Quotas.MESSAGE_BYTES) {
            close(CloseStatus.MESSAGE_TOO_LARGE, "Message too long");
            return;
        }
        message.writeBytes(BufferUtil.toArray(frame.getPayload()));
        if (frame.isFin()) {
            byte[] bytes = message.toByteArray();
            message.reset();
            deliver(bytes);
        }
    }

    private void deliver(byte[] bytes) {
        try {
            lastMessage = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            posts.set(0);
            listener.message(this, lastMessage);
        } catch (CharacterCodingException e) {
            close(CloseStatus.BAD_PAYLOAD, "Text that is not UTF-8");
        }
    }

    /** Counts the posts since the client's last message. */
    int countPost() {
        return posts.incrementAndGet();
    }

    /** What the client said last; empty if nothing yet. */
    String lastMessage() {
        return lastMessage;
    }

    /** Takes a text for a message of the client's. */
    void pretend(String text) {
        listener.message(this, text);
    }

    private void demand() {
        CoreSession open = session;
        if (open != null && open.isInputOpen()) {
            open.demand();
        }
    }

    /**
     * Sends a text message, in several frames if it is longer than one may be. Returns at once.
     *
     * <p>Locked so that the frames of two messages do not mix: Jetty queues a frame and returns.
     */
    synchronized void sendText(byte[] utf8) {
        lastActiveAt = System.currentTimeMillis();
        int sent = 0;
        do {
            int length = Math.min(Quotas.FRAME_BYTES, utf8.length - sent);
            byte opCode = sent == 0 ? OpCode.TEXT : OpCode.CONTINUATION;
            boolean last = sent + length == utf8.length;
            send(new Frame(opCode, last, ByteBuffer.wrap(utf8, sent, length)));
            sent += length;
        } while (sent < utf8.length);
    }

    private void send(Frame frame) {
        CoreSession open = session;
        if (open == null || !open.isOutputOpen()) {
            return;
        }
        int bytes = frame.getPayloadLength();
        unread.sent(bytes);
        open.sendFrame(frame, Callback.from(() -> unread.left(bytes)), false);
    }

    /** Closes the connection; a client that does not answer the close is cut off. */
    void close(int code, String reason) {
        CoreSession open = session;
        if (open == null || closedByUs != null) {
            return;
        }
        closedByUs = new CloseStatus(code, reason);
        listener.gone(this);
        open.close(code, reason, Callback.NOOP);
        after(CLOSE_HANDSHAKE, this::cutOff);
    }

    /** Cuts the connection off without a word. */
    void abort() {
        listener.gone(this);
        cutOff();
    }

    @Override
    public void onError(Throwable cause, Callback callback) {
        callback.succeeded(); // onClosed follows
    }

    @Override
    public void onClosed(CloseStatus status, Callback callback) {
        CloseStatus ours = closedByUs;
        CloseStatus ending = ours == null ? status : ours;
        listener.closed(this, ending.getCode(), reason(ending));
        closed.complete(null);
        callback.succeeded();
    }

    private static String reason(CloseStatus status) {
        if (status.getCode() == CloseStatus.NO_CODE) {
            return "Client-side close frame status not set";
        }
        String reason = status.getReason();
        return reason == null ? "" : reason;
    }
}
