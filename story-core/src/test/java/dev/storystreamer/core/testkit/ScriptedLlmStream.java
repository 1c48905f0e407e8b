package dev.storystreamer.core.testkit;

import static java.util.Objects.requireNonNull;

import dev.storystreamer.core.LlmException;
import dev.storystreamer.core.LlmStream;
import dev.storystreamer.core.StoryChunk;
import dev.storystreamer.core.StoryRequest;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;

/** A model that plays a script on the thread that requests chunks. */
public final class ScriptedLlmStream implements LlmStream {

    private final Script script;
    private final List<StoryRequest> requests = new ArrayList<>();
    private final CountDownLatch cancelled = new CountDownLatch(1);

    /**
     * Creates a model.
     *
     * @param script the answer to every call
     */
    public ScriptedLlmStream(Script script) {
        this.script = script;
    }

    @Override
    public Flow.Publisher<StoryChunk> stream(StoryRequest request) {
        return subscriber -> {
            requireNonNull(subscriber, "subscriber");
            synchronized (requests) {
                requests.add(request);
            }
            subscriber.onSubscribe(new ScriptSubscription(subscriber));
        };
    }

    /** {@return the requests of all calls} */
    public List<StoryRequest> requests() {
        synchronized (requests) {
            return List.copyOf(requests);
        }
    }

    /** Waits until a call is cancelled, or ended by an invalid request; fails after some seconds. */
    public void awaitCancelled() {
        try {
            if (!cancelled.await(20, TimeUnit.SECONDS)) {
                throw new AssertionError("no call was cancelled");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    private final class ScriptSubscription implements Flow.Subscription {

        private final Flow.Subscriber<? super StoryChunk> subscriber;
        private final Iterator<StoryChunk> rest = script.chunks().iterator();

        // Guarded by this.
        private long demand;
        private boolean playing;
        private boolean ended;

        ScriptSubscription(Flow.Subscriber<? super StoryChunk> subscriber) {
            this.subscriber = subscriber;
        }

        @Override
        public void request(long count) {
            synchronized (this) {
                if (ended) {
                    return;
                }
                if (count > 0) {
                    demand = demand + count < 0 ? Long.MAX_VALUE : demand + count;
                } else {
                    ended = true;
                }
                if (playing) {
                    return; // RS 3.3: the loop in play() continues
                }
                playing = true;
            }
            if (count <= 0) {
                cancelled.countDown();
                subscriber.onError(new IllegalArgumentException("RS 3.9: demand must be positive: " + count));
                return;
            }
            play();
        }

        private void play() {
            while (true) {
                StoryChunk next = null;
                synchronized (this) {
                    if (ended || (rest.hasNext() && demand == 0)) {
                        playing = false;
                        return;
                    }
                    if (rest.hasNext()) {
                        demand--;
                        next = rest.next();
                    } else {
                        ended = script.end() != Script.End.STAYS_OPEN;
                        playing = false;
                    }
                }
                if (next == null) {
                    end();
                    return;
                }
                subscriber.onNext(next);
            }
        }

        private void end() {
            if (script.end() == Script.End.COMPLETES) {
                subscriber.onComplete();
            } else if (script.end() == Script.End.FAILS) {
                subscriber.onError(new LlmException(LlmException.Reason.BROKEN_STREAM, "scripted", null));
            }
        }

        @Override
        public void cancel() {
            synchronized (this) {
                ended = true;
            }
            cancelled.countDown();
        }
    }
}
