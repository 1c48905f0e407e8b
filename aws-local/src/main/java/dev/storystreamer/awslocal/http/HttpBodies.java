package dev.storystreamer.awslocal.http;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;

/** Reads the bodies of requests without blocking. */
public final class HttpBodies {

    /** The limit on bytes that are read and dropped before a response. */
    private static final int MAX_DISCARDED_BYTES = 32 * 1024 * 1024;

    private HttpBodies() {}

    /** Completes with the body; fails if it is longer than the limit or incomplete. */
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
     * Reads and drops the rest of a body. If a response closes the connection before the body has arrived, TCP answers the
     * rest with a reset, and the client may lose the response.
     *
     * @return completes with true at the end of the body; with false if the body is too long or incomplete
     */
    static CompletableFuture<Boolean> discard(Request request) {
        return consume(request, MAX_DISCARDED_BYTES, buffer -> {}).handle((end, failure) -> failure == null);
    }

    private static CompletableFuture<Void> consume(Request request, int maxBytes, Consumer<ByteBuffer> sink) {
        if (request.getLength() > maxBytes) {
            return CompletableFuture.failedFuture(new IllegalArgumentException("too long"));
        }
        var reader = new BodyReader(request, maxBytes, sink);
        reader.run();
        return reader.end;
    }

    /** Reads the available chunks, and continues when there are more. */
    private static final class BodyReader implements Runnable {

        private final CompletableFuture<Void> end = new CompletableFuture<>();
        private final Content.Source source;
        private final Consumer<ByteBuffer> sink;
        private long remainingBytes;

        BodyReader(Content.Source source, int maxBytes, Consumer<ByteBuffer> sink) {
            this.source = source;
            this.sink = sink;
            remainingBytes = maxBytes;
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
                    more = accept(chunk);
                }
            }
        }

        /** Returns whether more chunks can follow. */
        private boolean accept(Content.Chunk chunk) {
            if (Content.Chunk.isFailure(chunk)) {
                end.completeExceptionally(chunk.getFailure());
                return false;
            }
            remainingBytes -= chunk.remaining();
            if (remainingBytes >= 0) {
                sink.accept(chunk.getByteBuffer());
            }
            boolean last = chunk.isLast();
            chunk.release();
            if (remainingBytes < 0) {
                end.completeExceptionally(new IllegalArgumentException("too long"));
            } else if (last) {
                end.complete(null);
            }
            return remainingBytes >= 0 && !last;
        }
    }
}
