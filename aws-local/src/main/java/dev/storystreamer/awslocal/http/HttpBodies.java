package dev.storystreamer.awslocal.http;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;

/** Bodies of requests. */
public final class HttpBodies {

    /** How much of a body that nobody wants is read for the sake of its answer. */
    private static final int DISCARDED_BYTES = 32 * 1024 * 1024;

    private HttpBodies() {}

    /** Completes with the body; fails if it is longer than it may be, or breaks off. */
    public static CompletableFuture<byte[]> read(Request request, int maxBytes) {
        var body = new ByteArrayOutputStream();
        return consume(request, maxBytes, buffer -> {
                    byte[] bytes = new byte[buffer.remaining()];
                    buffer.get(bytes);
                    body.writeBytes(bytes);
                })
                .thenApply(end -> body.toByteArray());
    }

    /**
     * Completes when the rest of a body has come, with true, or is too much to wait for, with false. An answer that goes out
     * before, and then closes the connection, may never be read: what still comes is answered with a reset, which overtakes
     * it.
     */
    public static CompletableFuture<Boolean> discard(Request request) {
        return consume(request, DISCARDED_BYTES, buffer -> {}).handle((end, tooLongOrBrokenOff) -> {
            return tooLongOrBrokenOff == null;
        });
    }

    private static CompletableFuture<Void> consume(Request request, int maxBytes, Consumer<ByteBuffer> to) {
        if (request.getLength() > maxBytes) {
            return CompletableFuture.failedFuture(new IllegalArgumentException("too long"));
        }
        var consumption = new Consumption(request, maxBytes, to);
        consumption.run();
        return consumption.end;
    }

    /** Reads what has come, and again when there is more. */
    private static final class Consumption implements Runnable {

        private final CompletableFuture<Void> end = new CompletableFuture<>();
        private final Content.Source source;
        private final Consumer<ByteBuffer> to;
        private long left;

        Consumption(Content.Source source, int maxBytes, Consumer<ByteBuffer> to) {
            this.source = source;
            this.to = to;
            left = maxBytes;
        }

        @Override
        public void run() {
            boolean more = true;
            while (more) {
                Content.Chunk chunk = source.read();
                if (chunk == null) {
                    source.demand(this);
                    more = false;
                } else {
                    more = take(chunk);
                }
            }
        }

        /** Tells whether there may be more. */
        private boolean take(Content.Chunk chunk) {
            if (Content.Chunk.isFailure(chunk)) {
                end.completeExceptionally(chunk.getFailure());
                return false;
            }
            left -= chunk.remaining();
            if (left >= 0) {
                to.accept(chunk.getByteBuffer());
            }
            boolean last = chunk.isLast();
            chunk.release();
            if (left < 0) {
                end.completeExceptionally(new IllegalArgumentException("too long"));
            } else if (last) {
                end.complete(null);
            }
            return left >= 0 && !last;
        }
    }
}
