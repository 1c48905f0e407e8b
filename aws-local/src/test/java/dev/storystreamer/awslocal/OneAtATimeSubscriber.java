package dev.storystreamer.awslocal;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlockDeltaEvent;

/** Posts one delta at a time, and cancels the stream when a post fails. */
final class OneAtATimeSubscriber implements Subscriber<ContentBlockDeltaEvent> {

    private final Function<ContentBlockDeltaEvent, CompletionStage<?>> post;
    private final CompletableFuture<Void> ended;
    private Subscription upstream;

    OneAtATimeSubscriber(Function<ContentBlockDeltaEvent, CompletionStage<?>> post, CompletableFuture<Void> ended) {
        this.post = post;
        this.ended = ended;
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        upstream = subscription;
        subscription.request(1);
    }

    @Override
    public void onNext(ContentBlockDeltaEvent delta) {
        post.apply(delta).whenComplete((posted, failure) -> {
            if (failure == null) {
                upstream.request(1);
            } else {
                upstream.cancel();
                ended.complete(null);
            }
        });
    }

    @Override
    public void onError(Throwable failure) {
        ended.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
        ended.complete(null);
    }
}
