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
 * Something between a function and AWS that keeps track of connections, as a NAT gateway does: one that it has forgotten
 * looks alive until somebody sends something, and then is reset.
 */
final class ForgetfulRouter implements AutoCloseable {

    private static final int RESET_AT_CLOSE = 0;

    private final InetSocketAddress target;
    private final String scheme;
    private final ServerSocket door;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Way> ways = new CopyOnWriteArrayList<>();
    private final CountDownLatch crowd;

    /**
     * Opens the door.
     *
     * @param crowd until so many connections have come, nothing passes on any of them, not even a handshake
     * @param tls whether what comes in is encrypted, with a certificate that nobody has vouched for
     */
    ForgetfulRouter(URI target, int crowd, boolean tls) throws IOException {
        this.scheme = tls ? "https" : "http";
        this.door = (tls ? SelfSigned.serverSockets() : ServerSocketFactory.getDefault())
                .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        this.target = new InetSocketAddress(target.getHost(), target.getPort());
        this.crowd = new CountDownLatch(crowd);
        threads.execute(this::accept);
    }

    /** The target's address, seen from this side. */
    URI uri(URI targetUri) {
        return URI.create(scheme + "://127.0.0.1:" + door.getLocalPort() + targetUri.getPath());
    }

    /** How many connections were ever made. */
    int connections() {
        return ways.size();
    }

    /** Forgets every connection there is. */
    void forget() {
        ways.forEach(way -> way.forgotten = true);
    }

    private void accept() {
        try {
            while (true) {
                Way way = new Way(door.accept(), new Socket(target.getAddress(), target.getPort()));
                ways.add(way);
                crowd.countDown();
                threads.execute(() -> way.carry(way.near, way.far, true));
                threads.execute(() -> way.carry(way.far, way.near, false));
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    @Override
    public void close() {
        try {
            door.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        ways.forEach(Way::reset);
        threads.shutdownNow();
    }

    private final class Way {

        private final Socket near;
        private final Socket far;
        private volatile boolean forgotten;

        Way(Socket near, Socket far) {
            this.near = near;
            this.far = far;
        }

        private void carry(Socket from, Socket to, boolean resetWhenForgotten) {
            byte[] buffer = new byte[8192];
            try {
                crowd.await();
                InputStream in = from.getInputStream();
                for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                    if (forgotten && resetWhenForgotten) {
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
            try (near;
                    far) {
                near.setSoLinger(true, RESET_AT_CLOSE);
            } catch (IOException alreadyClosed) {
                // As it should be.
            }
        }
    }
}
