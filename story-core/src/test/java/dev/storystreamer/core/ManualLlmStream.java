package dev.storystreamer.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Flow;

/** A model whose signals are emitted by the test. */
final class ManualLlmStream implements LlmStream {

    final List<Call> calls = new ArrayList<>();
    private boolean delaysOnSubscribe;

    /** Later calls signal onSubscribe only in {@link Call#signalOnSubscribe}. */
    void delayOnSubscribe() {
        delaysOnSubscribe = true;
    }

    @Override
    public Flow.Publisher<StoryChunk> stream(StoryRequest request) {
        return subscriber -> {
            Call call = new Call(subscriber);
            calls.add(call);
            if (!delaysOnSubscribe) {
                call.signalOnSubscribe();
            }
        };
    }

    Call call() {
        assertThat(calls).as("calls of the model").isNotEmpty();
        return calls.get(calls.size() - 1);
    }

    static final class Call implements Flow.Subscription {

        private final Flow.Subscriber<? super StoryChunk> subscriber;
        long demand;
        int cancels;
        boolean ended;
        private boolean subscribed;

        Call(Flow.Subscriber<? super StoryChunk> subscriber) {
            this.subscriber = subscriber;
        }

        void signalOnSubscribe() {
            subscribed = true;
            subscriber.onSubscribe(this);
        }

        boolean isSubscribed() {
            return subscribed;
        }

        void emit(String... texts) {
            for (String text : texts) {
                emit(new StoryChunk.Text(text));
            }
        }

        void emit(StoryChunk chunk) {
            if (demand-- == 0) {
                throw new AssertionError("no demand for " + chunk); // not AssertJ: called a million times
            }
            subscriber.onNext(chunk);
        }

        void complete() {
            ended = true;
            subscriber.onComplete();
        }

        void fail(LlmException.Reason reason) {
            ended = true;
            subscriber.onError(new LlmException(reason, "scripted", null));
        }

        @Override
        public void request(long count) {
            if (cancels > 0) {
                throw new AssertionError("requested after cancel");
            }
            demand += count;
        }

        @Override
        public void cancel() {
            cancels++;
        }
    }
}
