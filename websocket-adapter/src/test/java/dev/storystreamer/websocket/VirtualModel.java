package dev.storystreamer.websocket;

import dev.storystreamer.core.LlmException;
import dev.storystreamer.core.LlmStream;
import dev.storystreamer.core.Scheduler;
import dev.storystreamer.core.StoryChunk;
import dev.storystreamer.core.StoryRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Flow;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** A model in virtual time: each call follows its script, as far as chunks are requested. */
final class VirtualModel implements LlmStream {

    /**
     * The script of one call.
     *
     * @param steps the chunks and their delays
     * @param end what follows them
     * @param reason why the call fails, if it does
     */
    record Script(List<Step> steps, End end, LlmException.@Nullable Reason reason) {}

    record Step(Duration delay, StoryChunk chunk) {}

    enum End {
        COMPLETES,
        FAILS,
        FALLS_SILENT
    }

    private final Scheduler scheduler;
    private final IntFunction<Script> scripts;
    private final StringBuilder text = new StringBuilder();
    private final List<Call> calls = new ArrayList<>();

    VirtualModel(Scheduler scheduler, IntFunction<Script> scripts) {
        this.scheduler = scheduler;
        this.scripts = scripts;
    }

    @Override
    public Flow.Publisher<StoryChunk> stream(StoryRequest request) {
        return subscriber -> {
            Call call = new Call(subscriber, scripts.apply(calls.size()));
            calls.add(call);
            subscriber.onSubscribe(call);
            call.scheduleNext();
        };
    }

    /** Returns the text of all chunks that were sent. */
    String text() {
        return text.toString();
    }

    boolean isClosed() {
        return calls.stream().allMatch(call -> call.closed);
    }

    private final class Call implements Flow.Subscription {

        private final Flow.Subscriber<? super StoryChunk> subscriber;
        private final Script script;
        private int next;
        private long demand;
        private boolean isDue;
        private boolean closed;

        Call(Flow.Subscriber<? super StoryChunk> subscriber, Script script) {
            this.subscriber = subscriber;
            this.script = script;
        }

        void scheduleNext() {
            Duration delay =
                    next < script.steps().size() ? script.steps().get(next).delay() : Duration.ZERO;
            scheduler.schedule(
                    () -> {
                        isDue = true;
                        sendNext();
                    },
                    delay);
        }

        private void sendNext() {
            if (closed || !isDue) {
                return;
            }
            if (next == script.steps().size()) {
                end();
            } else if (demand > 0) {
                isDue = false;
                demand--;
                StoryChunk chunk = script.steps().get(next++).chunk();
                if (chunk instanceof StoryChunk.Text sent) {
                    text.append(sent.text());
                }
                subscriber.onNext(chunk);
                scheduleNext();
            }
        }

        private void end() {
            isDue = false;
            closed = script.end() != End.FALLS_SILENT;
            switch (script.end()) {
                case COMPLETES -> subscriber.onComplete();
                case FAILS -> subscriber.onError(new LlmException(script.reason(), "scripted", null));
                case FALLS_SILENT -> {}
            }
        }

        @Override
        public void request(long count) {
            demand += count;
            scheduler.schedule(this::sendNext, Duration.ZERO); // RS 3.3: no recursion
        }

        @Override
        public void cancel() {
            closed = true;
        }
    }
}
