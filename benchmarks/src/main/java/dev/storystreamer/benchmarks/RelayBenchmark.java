package dev.storystreamer.benchmarks;

import dev.storystreamer.core.ClientMessage;
import dev.storystreamer.core.ClientSink;
import dev.storystreamer.core.Receipt;
import dev.storystreamer.core.RelayOptions;
import dev.storystreamer.core.Scheduler;
import dev.storystreamer.core.StopReason;
import dev.storystreamer.core.StoryChunk;
import dev.storystreamer.core.StoryRelay;
import dev.storystreamer.core.StoryRequest;
import dev.storystreamer.core.StorySession;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Setup;

/** What the relay costs for each delta: whole stories, on one thread, with a model and a client that cost next to nothing. */
public class RelayBenchmark extends MicroBenchmark {

    private static final StoryRequest REQUEST = StoryRequest.about("CATS");
    private static final Duration TIME = Duration.ofMinutes(5);
    private static final ClientSink.Delivery DELIVERY = new ClientSink.Delivery(1, 64, 0);
    private static final CompletionStage<ClientSink.Delivery> AT_ONCE = CompletableFuture.completedStage(DELIVERY);

    private final List<StoryChunk> chunks = new ArrayList<>();
    private final Model model = new Model();
    private final StoryRelay relay =
            new StoryRelay(request -> model, new Clock(), new Random(1), RelayOptions.DEFAULTS);

    /** Makes the story's chunks. */
    @Setup
    public void writeTheStory() {
        chunks.add(new StoryChunk.Start());
        Deltas.texts().forEach(text -> chunks.add(new StoryChunk.Text(text)));
        chunks.add(new StoryChunk.BlockEnd());
        chunks.add(new StoryChunk.Stop(StopReason.END_TURN));
    }

    /**
     * Posts take no time, so each delta is a post.
     *
     * @return the story's account
     */
    @Benchmark
    @OperationsPerInvocation(Deltas.STORY)
    public Receipt postForEachDelta() {
        StorySession story = relay.start(REQUEST, message -> AT_ONCE, TIME, Runnable::run);
        chunks.forEach(model::say);
        model.end();
        return story.receipt().toCompletableFuture().join();
    }

    /**
     * A post takes as long as four deltas, so four deltas are a post.
     *
     * @return the story's account
     */
    @Benchmark
    @OperationsPerInvocation(Deltas.STORY)
    public Receipt postForEveryFourthDelta() {
        SlowClient client = new SlowClient();
        StorySession story = relay.start(REQUEST, client, TIME, Runnable::run);
        int said = 0;
        for (StoryChunk chunk : chunks) {
            model.say(chunk);
            if (++said % 4 == 0) {
                client.accept();
            }
        }
        model.end();
        client.acceptAll();
        return story.receipt().toCompletableFuture().join();
    }

    /**
     * The model and the client of {@link #postForEachDelta} without the relay: what is theirs of it.
     *
     * @return when the last post was accepted
     */
    @Benchmark
    @OperationsPerInvocation(Deltas.STORY)
    public @Nullable CompletionStage<ClientSink.Delivery> postForEachDeltaUnrelayed() {
        Passage passage = new Passage(message -> AT_ONCE, 1);
        model.subscribe(passage);
        chunks.forEach(model::say);
        model.end();
        return passage.lastPost;
    }

    /**
     * The model and the client of {@link #postForEveryFourthDelta} without the relay: what is theirs of it.
     *
     * @return when the last post was accepted
     */
    @Benchmark
    @OperationsPerInvocation(Deltas.STORY)
    public @Nullable CompletionStage<ClientSink.Delivery> postForEveryFourthDeltaUnrelayed() {
        SlowClient client = new SlowClient();
        Passage passage = new Passage(client, 4);
        model.subscribe(passage);
        int said = 0;
        for (StoryChunk chunk : chunks) {
            model.say(chunk);
            if (++said % 4 == 0) {
                client.accept();
            }
        }
        model.end();
        return passage.lastPost;
    }

    /**
     * What the relay does once for each delta, to know when the model has been silent for too long.
     *
     * @return the time
     */
    @Benchmark
    public long readClock() {
        return System.nanoTime();
    }

    /** Posts the same message at every so many chunks: joins, counts and watches nothing. */
    private static final class Passage implements Flow.Subscriber<StoryChunk> {

        private static final ClientMessage MESSAGE = new ClientMessage.Text("");

        private final ClientSink client;
        private final int every;
        private int heard;
        private @Nullable CompletionStage<ClientSink.Delivery> lastPost;

        Passage(ClientSink client, int every) {
            this.client = client;
            this.every = every;
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(StoryChunk chunk) {
            if (heard++ % every == 0) {
                lastPost = client.send(MESSAGE);
            }
        }

        @Override
        public void onError(Throwable failure) {
            throw new IllegalStateException("nothing was to fail", failure);
        }

        @Override
        public void onComplete() {
            // Nobody is told.
        }
    }

    /** The real clock; timers are for whole stories, four each, and none for a delta. */
    private static final class Clock implements Scheduler {

        @Override
        public long nanoTime() {
            return System.nanoTime();
        }

        @Override
        public Timer schedule(Runnable task, Duration delay) {
            return () -> {};
        }
    }

    /** Says what it is told to say, one answer at a time. */
    private static final class Model implements Flow.Publisher<StoryChunk>, Flow.Subscription {

        private Flow.@Nullable Subscriber<? super StoryChunk> listener;
        private long demand;

        @Override
        public void subscribe(Flow.Subscriber<? super StoryChunk> subscriber) {
            listener = subscriber;
            demand = 0;
            subscriber.onSubscribe(this);
        }

        @Override
        public void request(long n) {
            demand += n;
        }

        @Override
        public void cancel() {
            throw new IllegalStateException("nobody was to leave");
        }

        void say(StoryChunk chunk) {
            if (listener == null || demand-- == 0) {
                throw new IllegalStateException("nobody asked");
            }
            listener.onNext(chunk);
        }

        void end() {
            if (listener != null) {
                listener.onComplete();
            }
        }
    }

    /** Accepts a post when it is told to. */
    private static final class SlowClient implements ClientSink {

        private @Nullable CompletableFuture<Delivery> post;

        @Override
        public CompletionStage<Delivery> send(ClientMessage message) {
            post = new CompletableFuture<>();
            return post;
        }

        void accept() {
            CompletableFuture<Delivery> accepted = post;
            if (accepted != null) {
                post = null;
                accepted.complete(DELIVERY);
            }
        }

        void acceptAll() {
            while (post != null) {
                accept();
            }
        }
    }
}
