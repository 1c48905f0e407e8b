package dev.storystreamer.lambda;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ServerSocketFactory;

/**
 * A TCP proxy between the function and AWS that can lose its connections as a NAT gateway does: a lost connection seems to
 * be open until the client sends something, and is reset then.
 */
final class ConnectionDroppingProxy implements AutoCloseable {

    private static final int RESET_AT_CLOSE = 0;

    private final InetSocketAddress target;
    private final String scheme;
    private final ServerSocket server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Tunnel> tunnels = new CopyOnWriteArrayList<>();
    private final CountDownLatch enoughConnections;

    /**
     * Starts the proxy.
     *
     * @param minConnections the proxy forwards nothing, not even a handshake, before this many connections are open
     * @param tls whether clients connect with TLS, which the proxy terminates with a self-signed certificate
     */
    ConnectionDroppingProxy(URI target, int minConnections, boolean tls) throws IOException {
        this.scheme = tls ? "https" : "http";
        this.server = (tls ? SelfSignedCertificate.serverSockets() : ServerSocketFactory.getDefault())
                .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        this.target = new InetSocketAddress(target.getHost(), target.getPort());
        this.enoughConnections = new CountDownLatch(minConnections);
        threads.execute(this::accept);
    }

    /** Returns the address to use instead of {@code targetUri}. */
    URI uri(URI targetUri) {
        return URI.create(scheme + "://127.0.0.1:" + server.getLocalPort() + targetUri.getPath());
    }

    /** The number of connections that clients have opened so far. */
    int connections() {
        return tunnels.size();
    }

    /** Loses all connections that are open now. */
    void loseConnections() {
        tunnels.forEach(tunnel -> tunnel.lost = true);
    }

    private void accept() {
        try {
            while (true) {
                Tunnel tunnel = new Tunnel(server.accept(), new Socket(target.getAddress(), target.getPort()));
                tunnels.add(tunnel);
                enoughConnections.countDown();
                threads.execute(() -> tunnel.forward(tunnel.client, tunnel.upstream, true));
                threads.execute(() -> tunnel.forward(tunnel.upstream, tunnel.client, false));
            }
        } catch (IOException closed) {
            // closed
        }
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        tunnels.forEach(Tunnel::reset);
        threads.shutdownNow();
    }

    private final class Tunnel {

        private final Socket client;
        private final Socket upstream;
        private volatile boolean lost;

        Tunnel(Socket client, Socket upstream) {
            this.client = client;
            this.upstream = upstream;
        }

        private void forward(Socket from, Socket to, boolean resetIfLost) {
            byte[] buffer = new byte[8192];
            try {
                enoughConnections.await();
                InputStream in = from.getInputStream();
                for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                    if (lost && resetIfLost) {
                        reset();
                        return;
                    }
                    to.getOutputStream().write(buffer, 0, read);
                }
                to.shutdownOutput();
            } catch (IOException | InterruptedException over) {
                reset();
            }
        }

        private void reset() {
            try (client;
                    upstream) {
                client.setSoLinger(true, RESET_AT_CLOSE);
            } catch (IOException alreadyClosed) {
                // already closed
            }
        }
    }
}
