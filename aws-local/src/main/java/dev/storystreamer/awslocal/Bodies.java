package dev.storystreamer.awslocal;

import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Promise;

/** Bodies of requests, read whole. */
final class Bodies {

    private Bodies() {}

    /** Completes with the body; fails if it is longer than it may be, or breaks off. */
    static CompletableFuture<byte[]> read(Request request, int maxBytes) {
        if (request.getLength() > maxBytes) {
            return CompletableFuture.failedFuture(new IllegalArgumentException("too long"));
        }
        var body = new CompletableFuture<byte[]>();
        Content.Source.asByteArrayAsync(request, maxBytes, Promise.Invocable.toPromise(body));
        return body;
    }
}
