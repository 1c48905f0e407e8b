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
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.core.CloseStatus;
import org.eclipse.jetty.websocket.core.CoreSession;
import org.eclipse.jetty.websocket.core.Frame;
import org.eclipse.jetty.websocket.core.FrameHandler;
import org.eclipse.jetty.websocket.core.OpCode;
import org.jspecify.annotations.Nullable;

/** One WebSocket. Jetty calls {@code onFrame} for one frame at a time. */
final class ClientConnection implements FrameHandler {

    /** Gets the events of a connection, on any thread. {@code closed} is called once. */
    interface Listener {
        void opened(ClientConnection connection);

        void message(ClientConnection connection, String text);

        /** The connection can no longer send to the client. */
        void outputClosed(ClientConnection connection);

        void closed(ClientConnection connection, int code, String reason);
    }

    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    private final ClientInfo client;
    private final Listener listener;
    private final Timers timers;
    private final AtomicInteger postCount = new AtomicInteger();
    private final SendBuffer sendBuffer = new SendBuffer(this::readNextFrame);
    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    private final AtomicReference<@Nullable CloseStatus> sentCloseStatus = new AtomicReference<>();

    // Accessed by onFrame only.
    private final ByteArrayOutputStream message = new ByteArrayOutputStream();

    private volatile @Nullable CoreSession session;
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

    /** Returns whether too many sent bytes wait for the client to read. */
    boolean isSendBufferFull() {
        return sendBuffer.isFull();
    }

    /** Completes after the listener got {@code closed}. */
    CompletableFuture<Void> whenClosed() {
        return closed.copy();
    }

    /** Runs a task after a delay. Closing the connection cancels it, so that no timer references a closed connection. */
    void schedule(Duration delay, Runnable task) {
        Runnable cancel = timers.schedule(delay, task);
        CompletableFutures.whenDone(closed, cancel);
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
            case OpCode.CLOSE -> onCloseFrame();
            default -> {
                // Pongs are ignored.
            }
        }
        callback.succeeded();
        sendBuffer.requestRead();
    }

    /** Jetty sends the close frame of this side, but only after all queued frames, which the client may never read. */
    private void onCloseFrame() {
        listener.outputClosed(this);
        schedule(CLOSE_TIMEOUT, this::disconnect);
    }

    private void disconnect() {
        CoreSession open = session;
        if (open != null) {
            open.abort();
        }
    }

    private void onText(Frame frame) {
        if (sentCloseStatus.get() != null) {
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
            onMessage(bytes);
        }
    }

    private void onMessage(byte[] bytes) {
        try {
            lastMessage = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            postCount.set(0);
            listener.message(this, lastMessage);
        } catch (CharacterCodingException e) {
            close(CloseStatus.BAD_PAYLOAD, "Text that is not UTF-8");
        }
    }

    /** Counts a post; returns the number of posts since the client's last message. */
    int countPost() {
        return postCount.incrementAndGet();
    }

    /** The client's last message; empty if there is none. */
    String lastMessage() {
        return lastMessage;
    }

    /** Handles a text as if the client had sent it. */
    void simulateMessage(String text) {
        listener.message(this, text);
    }

    private void readNextFrame() {
        CoreSession open = session;
        if (open != null && open.isInputOpen()) {
            open.demand();
        }
    }

    /**
     * Sends a text message, in several frames if it exceeds the limit of a frame.
     *
     * <p>The lock keeps the frames of one message together.
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
        sendBuffer.add(bytes);
        open.sendFrame(frame, Callback.from(() -> sendBuffer.remove(bytes)), false);
    }

    /** Sends a close frame, and disconnects the client if it does not answer in time. */
    void close(int code, String reason) {
        CoreSession open = session;
        if (open == null || !sentCloseStatus.compareAndSet(null, new CloseStatus(code, reason))) {
            return;
        }
        listener.outputClosed(this);
        open.close(code, reason, Callback.NOOP);
        schedule(CLOSE_TIMEOUT, this::disconnect);
    }

    void closeGoingAway() {
        close(CloseStatus.SHUTDOWN, "Going away");
    }

    /** Disconnects the client without a close frame. */
    void abort() {
        listener.outputClosed(this);
        disconnect();
    }

    @Override
    public void onError(Throwable cause, Callback callback) {
        callback.succeeded(); // onClosed follows
    }

    @Override
    public void onClosed(CloseStatus received, Callback callback) {
        CloseStatus sent = sentCloseStatus.get();
        CloseStatus status = sent == null ? received : sent;
        listener.closed(this, status.getCode(), reason(status));
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
