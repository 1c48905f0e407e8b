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
import java.util.concurrent.atomic.AtomicReference;
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

/** Bedrock Runtime on loopback, over HTTP/1.1 and HTTP/2 on one port: runs a script for each request. */
final class ScriptedBedrock implements AutoCloseable {

    private static final long TIMEOUT_SECONDS = 20;

    /** Answers one request. */
    interface Script {
        void run(Exchange exchange) throws Exception;
    }

    record ReceivedRequest(String target, HttpFields headers, String body) {}

    private final Server server = new Server();
    private final ServerConnector connector;
    private final List<ReceivedRequest> requests = new CopyOnWriteArrayList<>();
    private final Semaphore endedScripts = new Semaphore(0);
    private final AtomicReference<AssertionError> failure = new AtomicReference<>();
    private volatile Script script;

    private ScriptedBedrock(Script script) {
        this.script = script;
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
                requests.add(new ReceivedRequest(
                        request.getHttpURI().getPath(), request.getHeaders(), Content.Source.asString(request)));
                new Exchange(request, response, callback).runScript();
                return true;
            }
        });
    }

    static ScriptedBedrock running(Script script) {
        ScriptedBedrock bedrock = new ScriptedBedrock(script);
        try {
            bedrock.server.start();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
        return bedrock;
    }

    /** Answers each request with these bytes in one write. */
    static ScriptedBedrock sending(byte[]... messages) {
        return running(exchange -> {
            exchange.send(messages);
            exchange.end();
        });
    }

    /** Answers each request with an error. */
    static ScriptedBedrock failing(int status, String errorType, String message) {
        return running(exchange -> exchange.sendError(status, errorType, message));
    }

    void setScript(Script next) {
        script = next;
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + connector.getLocalPort());
    }

    List<ReceivedRequest> requests() {
        return List.copyOf(requests);
    }

    /** Waits until the script of one request has ended; fails if an assertion in any script has failed. */
    void awaitCallEnd() {
        try {
            if (!endedScripts.tryAcquire(2 * TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("no script has ended");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
        rethrowFailure();
    }

    private void rethrowFailure() {
        AssertionError error = failure.getAndSet(null);
        if (error != null) {
            throw error;
        }
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
        rethrowFailure();
    }

    /** One request and its response. Methods block until the bytes are in the socket. */
    final class Exchange {

        private final Request request;
        private final Response response;
        private final Callback callback;
        private final CompletableFuture<Void> clientClosed = new CompletableFuture<>();

        private Exchange(Request request, Response response, Callback callback) {
            this.request = request;
            this.response = response;
            this.callback = callback;
            response.setStatus(200);
            response.getHeaders().put("Content-Type", "application/vnd.amazon.eventstream");
            response.getHeaders().put("x-amzn-RequestId", "11111111-2222-3333-4444-555555555555");
            request.addFailureListener(failure -> clientClosed.complete(null));
        }

        private void runScript() {
            try {
                script.run(this);
            } catch (Exception e) {
                callback.failed(e);
            } catch (AssertionError e) {
                failure.compareAndSet(null, e);
                callback.failed(e);
            } finally {
                endedScripts.release();
            }
        }

        /** Sends the head of the response, once, and these bytes as one chunk or DATA frame. */
        void send(byte[]... pieces) throws IOException {
            Content.Sink.write(response, false, ByteBuffer.wrap(EventStreamMessages.join(pieces)));
        }

        void end() throws IOException {
            Content.Sink.write(response, true, BufferUtil.EMPTY_BUFFER);
            callback.succeeded();
        }

        void sendError(int status, String errorType, String message) throws IOException {
            response.setStatus(status);
            response.getHeaders().put("Content-Type", "application/json");
            if (errorType != null) {
                response.getHeaders().put(new HttpField("x-amzn-ErrorType", errorType));
            }
            send(("{\"message\":\"" + message + "\"}").getBytes(StandardCharsets.UTF_8));
            end();
        }

        /** Makes the response an error without a type in its headers. */
        void setErrorStatus(int status) {
            response.setStatus(status);
            response.getHeaders().put("Content-Type", "application/json");
        }

        /** Closes the connection in the middle of the response: FIN. */
        void closeConnection() {
            endPoint().close();
            callback.failed(new IOException("closed"));
        }

        /** Resets the connection: TCP RST. */
        void resetConnection() throws IOException {
            SocketChannel channel = (SocketChannel) endPoint().getTransport();
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
            endPoint().close();
            callback.failed(new IOException("reset"));
        }

        /** Aborts this response: RST_STREAM over HTTP/2. */
        void resetStream() {
            callback.failed(new IOException("aborted"));
        }

        /** Sends nothing until the client closes the connection or, over HTTP/2, resets the stream. */
        void awaitClientClose() throws InterruptedException {
            if (request.getConnectionMetaData().getHttpVersion().getVersion() < 20) {
                watchForEndOfInput();
            }
            try {
                clientClosed.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
            } catch (TimeoutException | ExecutionException e) {
                throw new AssertionError("the client has not closed the call", e);
            }
            callback.failed(new IOException("closed by the client"));
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
                                clientClosed.complete(null);
                            } else {
                                clientClosed.completeExceptionally(new IOException("the client sends more"));
                            }
                        } catch (IOException e) {
                            clientClosed.complete(null);
                        }
                    },
                    failure -> clientClosed.complete(null)));
        }

        private EndPoint endPoint() {
            return request.getConnectionMetaData().getConnection().getEndPoint();
        }
    }
}
