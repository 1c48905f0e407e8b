package dev.storystreamer.awslocal.apigateway;

import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.core.CloseStatus;
import org.eclipse.jetty.websocket.core.CoreSession;
import org.eclipse.jetty.websocket.core.Frame;
import org.eclipse.jetty.websocket.core.FrameHandler;
import org.eclipse.jetty.websocket.core.OpCode;
import org.eclipse.jetty.websocket.core.client.WebSocketCoreClient;

/** A client that sends each message in one frame, as browsers do; the JDK's client splits long messages. */
final class OneFrameClient implements FrameHandler, AutoCloseable {

    private final WebSocketCoreClient jetty = new WebSocketCoreClient();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private CoreSession session;

    static OneFrameClient connect(URI uri) throws Exception {
        var client = new OneFrameClient();
        client.jetty.start();
        client.session = client.jetty.connect(client, uri).get(20, TimeUnit.SECONDS);
        client.session.setMaxFrameSize(0);
        client.session.setAutoFragment(false);
        return client;
    }

    void send(String text) {
        session.sendFrame(new Frame(OpCode.TEXT, text), Callback.NOOP, false);
    }

    /** The code of the server's close frame. */
    int closeCode() throws Exception {
        return closed.get(20, TimeUnit.SECONDS);
    }

    @Override
    public void onOpen(CoreSession open, Callback callback) {
        callback.succeeded();
        open.demand();
    }

    @Override
    public void onFrame(Frame frame, Callback callback) {
        if (frame.getOpCode() == OpCode.CLOSE) {
            closed.complete(CloseStatus.getCloseStatus(frame).getCode());
        }
        callback.succeeded();
        session.demand();
    }

    @Override
    public void onError(Throwable failure, Callback callback) {
        callback.succeeded();
    }

    @Override
    public void onClosed(CloseStatus status, Callback callback) {
        callback.succeeded();
    }

    @Override
    public void close() {
        try {
            jetty.stop();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
