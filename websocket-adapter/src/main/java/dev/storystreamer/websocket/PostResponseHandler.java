package dev.storystreamer.websocket;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.http.async.SdkAsyncHttpResponseHandler;

/**
 * Reads the response to one post. The body is read to its end, so that the connection can be reused, and its beginning is
 * kept for the message of an error.
 *
 * <p>The HTTP client calls one method after the other, so the fields need no lock.
 */
final class PostResponseHandler implements SdkAsyncHttpResponseHandler, Subscriber<ByteBuffer> {

    private static final int MAX_MESSAGE_BYTES = 4096;

    private final CompletableFuture<Void> accepted = new CompletableFuture<>();
    private final ByteArrayOutputStream body = new ByteArrayOutputStream(0);
    private @Nullable SdkHttpResponse response;

    /** Completes after the response if its status is a success, else fails with {@link ErrorResponseException}. */
    CompletionStage<Void> accepted() {
        return accepted;
    }

    @Override
    public void onHeaders(SdkHttpResponse headers) {
        response = headers;
    }

    @Override
    public void onStream(Publisher<ByteBuffer> stream) {
        stream.subscribe(this);
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(ByteBuffer bytes) {
        byte[] kept = new byte[Math.min(bytes.remaining(), MAX_MESSAGE_BYTES - body.size())];
        bytes.get(kept);
        body.write(kept, 0, kept.length);
    }

    @Override
    public void onError(Throwable failure) {
        accepted.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
        SdkHttpResponse head = response;
        if (head == null) {
            accepted.completeExceptionally(new IllegalStateException("a response without headers"));
        } else if (head.isSuccessful()) {
            accepted.complete(null);
        } else {
            accepted.completeExceptionally(new ErrorResponseException(head, body.toString(UTF_8)));
        }
    }
}
