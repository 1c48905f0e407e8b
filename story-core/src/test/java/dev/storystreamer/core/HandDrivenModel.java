package dev.storystreamer.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Flow;

/** A model whose every signal is made by the test. */
final class HandDrivenModel implements LlmStream {

    final List<Call> calls = new ArrayList<>();
    private boolean answersLate;

    /** Makes later calls signal onSubscribe only when {@link Call#answer} is called. */
    void answerLate() {
        answersLate = true;
    }

    @Override
    public Flow.Publisher<StoryChunk> stream(StoryRequest request) {
        return subscriber -> {
            Call call = new Call(subscriber);
            calls.add(call);
            if (!answersLate) {
                call.answer();
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
        boolean over;
        private boolean answered;

        Call(Flow.Subscriber<? super StoryChunk> subscriber) {
            this.subscriber = subscriber;
        }

        void answer() {
            answered = true;
            subscriber.onSubscribe(this);
        }

        boolean answered() {
            return answered;
        }

        void say(String... words) {
            for (String word : words) {
                say(new StoryChunk.Text(word));
            }
        }

        void say(StoryChunk chunk) {
            assertThat(demand).as("demand for %s", chunk).isPositive();
            demand--;
            subscriber.onNext(chunk);
        }

        void complete() {
            over = true;
            subscriber.onComplete();
        }

        void fail(LlmException.Reason reason) {
            over = true;
            subscriber.onError(new LlmException(reason, "scripted", null));
        }

        @Override
        public void request(long count) {
            assertThat(cancels).as("cancels before a request").isZero();
            demand += count;
        }

        @Override
        public void cancel() {
            cancels++;
        }
    }
}
