package dev.storystreamer.websocket;

import dev.storystreamer.core.LlmException;
import dev.storystreamer.core.LlmStream;
import dev.storystreamer.core.StoryChunk;
import dev.storystreamer.core.StoryRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Flow;

/** A model whose signals are sent by the test. */
final class HandDrivenModel implements LlmStream {

    private final List<Flow.Subscriber<? super StoryChunk>> calls = new ArrayList<>();

    @Override
    public Flow.Publisher<StoryChunk> stream(StoryRequest request) {
        return subscriber -> {
            calls.add(subscriber);
            subscriber.onSubscribe(new Flow.Subscription() {
                @Override
                public void request(long count) {}

                @Override
                public void cancel() {}
            });
        };
    }

    /** How often the model was asked. */
    int calls() {
        return calls.size();
    }

    void emit(StoryChunk chunk) {
        latest().onNext(chunk);
    }

    void complete() {
        latest().onComplete();
    }

    void fail(LlmException.Reason reason) {
        latest().onError(new LlmException(reason, "as the transcript says", null));
    }

    private Flow.Subscriber<? super StoryChunk> latest() {
        return calls.get(calls.size() - 1);
    }
}
