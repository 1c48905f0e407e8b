package dev.storystreamer.lambda;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.core.async.SdkPublisher;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.http.async.AsyncExecuteRequest;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;

/** An HTTP client without a network: a model at the other end tells the canned story, and a client hears it. */
final class CannedHttp implements SdkAsyncHttpClient {

    @Override
    public CompletableFuture<Void> execute(AsyncExecuteRequest request) {
        boolean model = request.request().encodedPath().startsWith("/model/");
        List<ByteBuffer> body = model ? CannedStory.frames() : List.of();
        request.responseHandler()
                .onHeaders(SdkHttpResponse.builder().statusCode(200).build());
        request.responseHandler().onStream(SdkPublisher.fromIterable(body));
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void close() {}
}
