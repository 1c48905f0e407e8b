package dev.storystreamer.bedrock;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttribute;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;

/**
 * Closes the connection of an answer that begins after its call was cancelled.
 *
 * <p>Netty closes such a connection itself, and at once. The SDK's CRT client of this version cannot: the answer comes
 * all the same, the SDK lets nobody read it, and the connection stays open and blocked for as long as Bedrock bears
 * with it. Refusing its bytes is the one thing that makes the CRT client close it (later versions do so by themselves:
 * <a href="https://github.com/aws/aws-sdk-java-v2/pull/6919">aws-sdk-java-v2 6919</a>).
 */
final class AbandonedAnswers implements ExecutionInterceptor {

    /** Tells whether the call that carries it was cancelled. */
    static final ExecutionAttribute<BooleanSupplier> ABANDONED = new ExecutionAttribute<>("StoryAbandoned");

    @Override
    public Optional<Publisher<ByteBuffer>> modifyAsyncHttpResponseContent(
            Context.ModifyHttpResponse context, ExecutionAttributes attributes) {
        Optional<Publisher<ByteBuffer>> body = context.responsePublisher();
        if (attributes.getAttribute(ABANDONED).getAsBoolean()) {
            body.ifPresent(bytes -> bytes.subscribe(new Refusal()));
        }
        return body;
    }

    private static final class Refusal implements Subscriber<ByteBuffer> {
        @Override
        public void onSubscribe(Subscription subscription) {
            subscription.cancel();
        }

        @Override
        public void onNext(ByteBuffer bytes) {}

        @Override
        public void onError(Throwable error) {}

        @Override
        public void onComplete() {}
    }
}
