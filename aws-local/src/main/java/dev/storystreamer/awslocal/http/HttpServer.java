package dev.storystreamer.awslocal.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.websocket.core.WebSocketComponents;
import org.eclipse.jetty.websocket.core.server.WebSocketServerComponents;
import org.jspecify.annotations.Nullable;

/** A Jetty server on one address, for HTTP/1.1 and for HTTP/2 with prior knowledge. */
public final class HttpServer implements AutoCloseable {

    private static final int MIN_THREADS = 8;
    private static final int MAX_THREADS = 200;
    private static final int THREAD_IDLE_MILLIS = 60_000;

    private final Server server;
    private final ServerConnector connector;

    /** Port 0 selects a free port. */
    public HttpServer(String name, String host, int port, Duration idleTimeout) {
        // Jetty's own queue would load JMX, hundreds of classes, only to find the size of a cache line.
        var threads = new QueuedThreadPool(MAX_THREADS, MIN_THREADS, THREAD_IDLE_MILLIS, new LinkedBlockingQueue<>());
        threads.setName(name);
        threads.setDaemon(true);
        server = new Server(threads);
        server.setErrorHandler(new JsonErrorHandler());
        connector = connector(server);
        connector.setHost(host);
        connector.setPort(port);
        connector.setIdleTimeout(idleTimeout.toMillis());
        server.addConnector(connector);
    }

    private static ServerConnector connector(Server server) {
        var http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setUriCompliance(UriCompliance.UNSAFE); // an ARN in a path has encoded slashes
        http.setHttpCompliance(
                HttpCompliance.RFC9110.with("case kept", HttpCompliance.Violation.CASE_SENSITIVE_FIELD_NAME));
        http.setHeaderCacheCaseSensitive(true);
        var http2 = new HTTP2CServerConnectionFactory(http);
        http2.setConnectProtocolEnabled(false); // API Gateway supports WebSocket over HTTP/1.1 only
        return new ServerConnector(server, new HttpConnectionFactory(http), http2);
    }

    public WebSocketComponents webSocketComponents() {
        return WebSocketServerComponents.ensureWebSocketComponents(server);
    }

    public void setFirstRequestTimeout(FirstRequestTimeout timeout) {
        connector.addEventListener(timeout);
    }

    public void setHandler(Handler handler) {
        server.setHandler(handler);
    }

    /** Binds the address, so that the port is known; requests are handled after {@link #start}. */
    public void open() {
        try {
            connector.open();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void start() {
        try {
            server.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (Exception e) {
            throw new IllegalStateException("the HTTP server did not start", e);
        }
    }

    public int port() {
        return connector.getLocalPort();
    }

    /** A URI of this server. If it listens on all addresses, the URI has 127.0.0.1. */
    public URI uri(String scheme, String path) {
        @Nullable String host = connector.getHost();
        boolean allAddresses = host == null || host.equals("0.0.0.0") || host.equals("::");
        String name = allAddresses ? "127.0.0.1" : host.contains(":") ? "[" + host + "]" : host;
        return URI.create(scheme + "://" + name + ":" + port() + path);
    }

    public boolean isLoopback() {
        try {
            return InetAddress.getByName(connector.getHost()).isLoopbackAddress();
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("the HTTP server did not stop", e);
        }
    }
}
