package dev.storystreamer.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.async.AsyncExecuteRequest;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;

/** A client that blocks, in the shape of one that does not: the answer is there when the call returns. */
record BlockingHttpClient(SdkHttpClient http) implements SdkAsyncHttpClient {

    @Override
    public CompletableFuture<Void> execute(AsyncExecuteRequest request) {
        CollectedBody body = new CollectedBody();
        request.requestContentPublisher().subscribe(body);
        try {
            HttpExecuteResponse response = http.prepareRequest(HttpExecuteRequest.builder()
                            .request(request.request())
                            .contentStreamProvider(ContentStreamProvider.fromByteArrayUnsafe(body.bytes))
                            .build())
                    .call();
            byte[] answer = new byte[0];
            if (response.responseBody().isPresent()) {
                try (InputStream content = response.responseBody().get()) {
                    answer = content.readAllBytes();
                }
            }
            request.responseHandler().onHeaders(response.httpResponse());
            request.responseHandler().onStream(AsyncRequestBody.fromBytesUnsafe(answer));
            return CompletableFuture.completedFuture(null);
        } catch (IOException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    @Override
    public void close() {
        http.close();
    }

    /** The body of a request that is there already: it comes at once, in one piece. */
    private static final class CollectedBody implements Subscriber<ByteBuffer> {

        private byte[] bytes = new byte[0];

        @Override
        public void onSubscribe(Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(ByteBuffer piece) {
            bytes = new byte[piece.remaining()];
            piece.get(bytes);
        }

        @Override
        public void onError(Throwable failure) {
            throw new IllegalStateException(failure);
        }

        @Override
        public void onComplete() {}
    }
}
