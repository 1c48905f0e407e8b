package dev.storystreamer.bedrock;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;

/** Bedrock Runtime on loopback, over HTTP/1.1 and HTTP/2 on one port: plays a part at each call. */
final class ScriptedBedrock implements AutoCloseable {

    private static final long PATIENCE_SECONDS = 20;

    /** What happens at one call. */
    interface Part {
        void play(Wire wire) throws Exception;
    }

    /** What one call asked for. */
    record Call(String target, HttpFields headers, String body) {}

    private final Server server = new Server();
    private final ServerConnector connector;
    private final List<Call> calls = new CopyOnWriteArrayList<>();
    private final Semaphore callsOver = new Semaphore(0);
    private volatile Part part;

    private ScriptedBedrock(Part part) {
        this.part = part;
        HttpConfiguration http = new HttpConfiguration();
        http.setUriCompliance(org.eclipse.jetty.http.UriCompliance.UNSAFE); // an ARN in the path has encoded slashes
        connector =
                new ServerConnector(server, new HttpConnectionFactory(http), new HTTP2CServerConnectionFactory(http));
        connector.setHost("127.0.0.1");
        connector.setIdleTimeout(TimeUnit.MINUTES.toMillis(5));
        server.addConnector(connector);
        server.setHandler(new Handler.Abstract() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) throws Exception {
                calls.add(new Call(
                        request.getHttpURI().getPath(), request.getHeaders(), Content.Source.asString(request)));
                new Wire(request, response, callback).play();
                return true;
            }
        });
    }

    static ScriptedBedrock playing(Part part) {
        ScriptedBedrock bedrock = new ScriptedBedrock(part);
        try {
            bedrock.server.start();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
        return bedrock;
    }

    /** Answers every call with these bytes, in one piece, and an orderly end. */
    static ScriptedBedrock answering(byte[]... frames) {
        return playing(wire -> {
            wire.send(frames);
            wire.end();
        });
    }

    /** Refuses every call as Bedrock does. */
    static ScriptedBedrock refusing(int status, String errorType, String message) {
        return playing(wire -> wire.refuse(status, errorType, message));
    }

    void plays(Part next) {
        part = next;
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + connector.getLocalPort());
    }

    List<Call> calls() {
        return List.copyOf(calls);
    }

    /** Waits until a call was over on this side: its part was played to the end. */
    void awaitCallOver() {
        try {
            if (!callsOver.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("the call is still open");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** One call's connection, and what can be done to it. Calls block until the bytes are in the socket. */
    final class Wire {

        private final Request request;
        private final Response response;
        private final Callback callback;
        private final CompletableFuture<Void> left = new CompletableFuture<>();

        private Wire(Request request, Response response, Callback callback) {
            this.request = request;
            this.response = response;
            this.callback = callback;
            response.setStatus(200);
            response.getHeaders().put("Content-Type", "application/vnd.amazon.eventstream");
            response.getHeaders().put("x-amzn-RequestId", "11111111-2222-3333-4444-555555555555");
            request.addFailureListener(failure -> left.complete(null));
        }

        private void play() {
            try {
                part.play(this);
            } catch (Exception | AssertionError e) {
                callback.failed(e);
            } finally {
                callsOver.release();
            }
        }

        /** Sends the head of the answer and these bytes, as one chunk or DATA frame. */
        void send(byte[]... pieces) throws IOException {
            Content.Sink.write(response, false, ByteBuffer.wrap(Frames.join(pieces)));
        }

        /** Ends the answer in order. */
        void end() throws IOException {
            Content.Sink.write(response, true, BufferUtil.EMPTY_BUFFER);
            callback.succeeded();
        }

        void refuse(int status, String errorType, String message) throws IOException {
            response.setStatus(status);
            response.getHeaders().put("Content-Type", "application/json");
            if (errorType != null) {
                response.getHeaders().put(new HttpField("x-amzn-ErrorType", errorType));
            }
            send(("{\"message\":\"" + message + "\"}").getBytes(StandardCharsets.UTF_8));
            end();
        }

        /** From here on the answer is a refusal that does not say which. */
        void refuseWithoutAType(int status) {
            response.setStatus(status);
            response.getHeaders().put("Content-Type", "application/json");
        }

        /** Closes the connection in the middle: FIN. */
        void drop() {
            endPoint().close();
            callback.failed(new IOException("dropped"));
        }

        /** Breaks the connection: TCP RST. */
        void reset() throws IOException {
            SocketChannel channel = (SocketChannel) endPoint().getTransport();
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
            endPoint().close();
            callback.failed(new IOException("reset"));
        }

        /** Gives up this answer alone: RST_STREAM over HTTP/2. */
        void abort() {
            callback.failed(new IOException("aborted"));
        }

        /** Returns when the client has closed this call: its connection, or over HTTP/2 its stream. */
        void awaitClientLeft() throws InterruptedException, ExecutionException, TimeoutException {
            if (request.getConnectionMetaData().getHttpVersion().getVersion() < 20) {
                watchForEndOfInput();
            }
            left.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            callback.failed(new IOException("the client has left"));
        }

        /** As {@link #awaitClientLeft}, but goes on sending what no client of this version makes anything of. */
        void murmurUntilClientLeft() throws InterruptedException, ExecutionException {
            byte[] nothing = Frames.frame("", ":message-type", "future");
            while (true) {
                try {
                    send(nothing);
                    left.get(10, TimeUnit.MILLISECONDS);
                    return;
                } catch (TimeoutException e) {
                    // Still there.
                } catch (IOException e) {
                    callback.failed(e);
                    return;
                }
            }
        }

        private void watchForEndOfInput() {
            EndPoint endPoint = endPoint();
            endPoint.fillInterested(Callback.from(
                    () -> {
                        try {
                            ByteBuffer buffer = ByteBufferPool.NON_POOLING
                                    .acquire(64, false)
                                    .getByteBuffer();
                            if (endPoint.fill(buffer) < 0) {
                                left.complete(null);
                            } else {
                                left.completeExceptionally(new IOException("the client sends more"));
                            }
                        } catch (IOException e) {
                            left.complete(null);
                        }
                    },
                    failure -> left.complete(null)));
        }

        private EndPoint endPoint() {
            return request.getConnectionMetaData().getConnection().getEndPoint();
        }
    }
}
