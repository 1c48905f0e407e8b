package dev.storystreamer.bedrock;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.reactivestreams.Subscriber;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.http.async.SdkHttpContentPublisher;

/** The SDK's body of bytes in the shape that its HTTP clients take. */
record RequestBody(AsyncRequestBody bytes) implements SdkHttpContentPublisher {

    @Override
    public Optional<Long> contentLength() {
        return bytes.contentLength();
    }

    @Override
    public void subscribe(Subscriber<? super ByteBuffer> subscriber) {
        bytes.subscribe(subscriber);
    }
}
