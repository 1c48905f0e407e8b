package dev.storystreamer.lambda;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Bedrock Runtime and {@code @connections} on one loopback address, over plain sockets: unlike an HTTP server, it notices at
 * once that the caller closes a connection, even while it sends nothing.
 */
final class SocketAwsServer implements AutoCloseable {

    /** The answer to a call of the model. */
    enum Model {
        /** A complete story. */
        FINISHES,
        /** A delta every five milliseconds until the caller closes the connection. */
        STREAMS,
        /** The beginning of a story, then nothing. */
        STALLS,
        /** The beginning of a story, an exception, then nothing. */
        FAILS,
        /** Nothing. */
        HANGS
    }

    /** The answer to a post. */
    enum Post {
        ACCEPTED,
        /** Status 410. */
        GONE,
        /** No answer. */
        HANGS
    }

    private static final String HEAD = String.join(
            "\r\n",
            "HTTP/1.1 200 OK",
            "Content-Type: application/vnd.amazon.eventstream",
            "Transfer-Encoding: chunked",
            "",
            "");
    private static final byte[] START = event("messageStart", "{\"role\":\"assistant\"}");
    private static final byte[] DELTA =
            event("contentBlockDelta", "{\"contentBlockIndex\":0,\"delta\":{\"text\":\"and \"}}");
    private static final byte[] EXCEPTION = FaultyAwsServer.frame(
                    "exception", ":exception-type", "modelStreamErrorException", "{\"message\":\"planned\"}")
            .array();
    private static final byte[] STOP = event("messageStop", "{\"stopReason\":\"end_turn\"}");

    private final ServerSocket server;
    private final ExecutorService connections = Executors.newCachedThreadPool();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final AtomicInteger open = new AtomicInteger();
    private final BlockingQueue<Post> posts = new LinkedBlockingQueue<>();
    private final BlockingQueue<Model> closedCalls = new LinkedBlockingQueue<>();
    private volatile Model model = Model.FINISHES;
    private volatile Post post = Post.ACCEPTED;

    SocketAwsServer() {
        try {
            server = new ServerSocket(0, 1000, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        connections.execute(this::accept);
    }

    private static byte[] event(String type, String payload) {
        return FaultyAwsServer.frame("event", ":event-type", type, payload).array();
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getLocalPort());
    }

    /** The environment of a function that calls this server, and one more variable. */
    Map<String, String> environment(String variable, String value) {
        return Map.of(
                "STORY_MODEL_ID",
                "global.amazon.nova-2-lite-v1:0",
                "STORY_CALLBACK_URL",
                endpoint() + "/prod",
                "AWS_ENDPOINT_URL_BEDROCK_RUNTIME",
                endpoint().toString(),
                "AWS_REGION",
                "us-east-1",
                "AWS_ACCESS_KEY_ID",
                "AKIDLOCAL",
                "AWS_SECRET_ACCESS_KEY",
                "local-secret",
                variable,
                value);
    }

    /** Sets the answer to later calls of the model. */
    void setModel(Model answer) {
        model = answer;
    }

    /** Sets the answer to later posts, and forgets the earlier ones. */
    void setPost(Post answer) {
        posts.clear();
        post = answer;
    }

    /** The number of connections that the caller has not closed. */
    int openConnections() {
        return open.get();
    }

    /** Waits until at most so many connections are open. */
    synchronized void awaitConnections(int atMost, long timeout, TimeUnit unit) throws InterruptedException {
        long giveUpAt = System.nanoTime() + unit.toNanos(timeout);
        for (long left = 1; openConnections() > atMost && left > 0; left = (giveUpAt - System.nanoTime()) / 1_000_000) {
            wait(left);
        }
        if (openConnections() > atMost) {
            throw new AssertionError(openConnections() + " connections are open instead of " + atMost);
        }
    }

    private synchronized void closed() {
        open.decrementAndGet();
        notifyAll();
    }

    /** Waits for the next post. */
    void awaitPost() throws InterruptedException {
        if (posts.poll(LocalDeployment.TIMEOUT.toSeconds(), TimeUnit.SECONDS) == null) {
            throw new AssertionError("no post");
        }
    }

    /** Waits until the caller closes the connection of a call that has no end; returns false at a timeout. */
    boolean awaitClosedCall(long timeout, TimeUnit unit) throws InterruptedException {
        return closedCalls.poll(timeout, unit) != null;
    }

    private void accept() {
        while (true) {
            try {
                Socket socket = server.accept();
                open.incrementAndGet();
                connections.execute(() -> serve(socket));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            for (String target = readRequest(in); target != null; target = readRequest(in)) {
                if (target.endsWith("/converse-stream")) {
                    answerCall(model, in, socket.getOutputStream());
                } else {
                    answerPost(post, in, socket.getOutputStream());
                }
            }
        } catch (IOException e) {
            // closed
        } finally {
            closed();
        }
    }

    /** Reads a request with its body and returns its target; null at the end of the connection. */
    private static String readRequest(InputStream in) throws IOException {
        String target = null;
        int length = 0;
        for (String line = readLine(in); line != null; line = readLine(in)) {
            if (line.isEmpty()) {
                in.readNBytes(length);
                return target;
            }
            if (target == null) {
                target = line.substring(line.indexOf(' ') + 1, line.lastIndexOf(' '));
            } else if (line.regionMatches(true, 0, "content-length:", 0, 15)) {
                length = Integer.parseInt(line.substring(15).trim());
            }
        }
        return null;
    }

    private static String readLine(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                return null;
            }
            line.append((char) c);
        }
        return line.toString().trim();
    }

    private void answerPost(Post answer, InputStream in, OutputStream out) throws IOException {
        posts.add(answer);
        if (answer == Post.HANGS) {
            awaitEnd(in);
            return;
        }
        String status = answer == Post.GONE ? "410 Gone\r\nx-amzn-ErrorType: GoneException" : "200 OK";
        out.write(("HTTP/1.1 " + status + "\r\nContent-Length: 0\r\n\r\n").getBytes(ISO_8859_1));
    }

    private void answerCall(Model answer, InputStream in, OutputStream out) throws IOException {
        if (answer != Model.HANGS) {
            out.write(HEAD.getBytes(ISO_8859_1));
            writeChunk(out, START);
            writeChunk(out, DELTA);
        }
        switch (answer) {
            case FINISHES -> {
                writeChunk(out, STOP);
                writeChunk(out, new byte[0]);
            }
            case STREAMS -> {
                ScheduledFuture<?> deltas =
                        clock.scheduleWithFixedDelay(() -> writeDelta(out), 0, 5, TimeUnit.MILLISECONDS);
                awaitEndOfCall(answer, in);
                deltas.cancel(false);
            }
            case FAILS -> {
                writeChunk(out, EXCEPTION);
                awaitEndOfCall(answer, in);
            }
            case STALLS, HANGS -> awaitEndOfCall(answer, in);
        }
    }

    private static void writeDelta(OutputStream out) {
        try {
            writeChunk(out, DELTA);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // ends the schedule
        }
    }

    private static void writeChunk(OutputStream out, byte[] data) throws IOException {
        byte[] head = (Integer.toHexString(data.length) + "\r\n").getBytes(US_ASCII);
        byte[] chunk = new byte[head.length + data.length + 2];
        System.arraycopy(head, 0, chunk, 0, head.length);
        System.arraycopy(data, 0, chunk, head.length, data.length);
        chunk[chunk.length - 2] = '\r';
        chunk[chunk.length - 1] = '\n';
        out.write(chunk);
    }

    private void awaitEndOfCall(Model answer, InputStream in) {
        awaitEnd(in);
        closedCalls.add(answer);
    }

    private static void awaitEnd(InputStream in) {
        try {
            if (in.read() >= 0) {
                throw new AssertionError("the caller sends a second request before the answer to the first");
            }
        } catch (IOException e) {
            // reset
        }
    }

    @Override
    public void close() {
        clock.shutdownNow();
        connections.shutdownNow();
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
