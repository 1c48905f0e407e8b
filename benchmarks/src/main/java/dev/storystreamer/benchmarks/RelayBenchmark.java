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
import dev.storystreamer.core.Transmission;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Setup;

/** What the relay costs per delta: whole stories on one thread, with a model and a client that cost next to nothing. */
public class RelayBenchmark extends MicroBenchmark {

    /** The deltas of a story: about 400 words. */
    private static final int DELTAS = 512;

    /** As long as the deltas that models send: 4.1 characters on average. */
    private static final List<String> WORDS =
            List.of("Otto", " had", " come", " home", " late", ".", " The", " moon", " was", " bright", ",", " and");

    private static final StoryRequest REQUEST = StoryRequest.about("CATS");
    private static final Duration TIME_LEFT = Duration.ofMinutes(5);
    private static final ClientSink.Delivery DELIVERY = new ClientSink.Delivery(1, 64, 0);
    private static final Transmission AT_ONCE = Transmission.completed(DELIVERY);

    private final List<StoryChunk> chunks = new ArrayList<>();
    private final Model model = new Model();
    private final StoryRelay relay =
            new StoryRelay(request -> model, new NoTimers(), new Random(1), RelayOptions.DEFAULTS);

    /** Makes the story's chunks. */
    @Setup
    public void makeChunks() {
        chunks.add(new StoryChunk.Start());
        for (int i = 0; i < DELTAS; i++) {
            chunks.add(new StoryChunk.Text(WORDS.get(i % WORDS.size())));
        }
        chunks.add(new StoryChunk.BlockEnd());
        chunks.add(new StoryChunk.Stop(StopReason.END_TURN));
    }

    /**
     * Posts take no time, so each delta is a post.
     *
     * @return the story's receipt
     */
    @Benchmark
    @OperationsPerInvocation(DELTAS)
    public Receipt postForEachDelta() {
        var receipt = relay.start(REQUEST, (message, timeLeft) -> AT_ONCE, TIME_LEFT, Runnable::run)
                .receipt();
        chunks.forEach(model::emit);
        model.complete();
        return receipt.toCompletableFuture().join();
    }

    /**
     * A post takes as long as four deltas, so four deltas are a post.
     *
     * @return the story's receipt
     */
    @Benchmark
    @OperationsPerInvocation(DELTAS)
    public Receipt postForEveryFourthDelta() {
        SlowClient client = new SlowClient();
        var receipt = relay.start(REQUEST, client, TIME_LEFT, Runnable::run).receipt();
        for (int i = 0; i < chunks.size(); i++) {
            model.emit(chunks.get(i));
            if (i % 4 == 3) {
                client.accept();
            }
        }
        model.complete();
        boolean accepted;
        do {
            accepted = client.accept();
        } while (accepted);
        return receipt.toCompletableFuture().join();
    }

    /** The real clock without timers, of which a story has four and a delta none. */
    private static final class NoTimers implements Scheduler {

        @Override
        public long nanoTime() {
            return System.nanoTime();
        }

        @Override
        public Timer schedule(Runnable task, Duration delay) {
            return () -> {};
        }
    }

    /** Emits what it is given, one story at a time. */
    private static final class Model implements Flow.Publisher<StoryChunk>, Flow.Subscription {

        private Flow.@Nullable Subscriber<? super StoryChunk> subscriber;
        private long demand;

        @Override
        public void subscribe(Flow.Subscriber<? super StoryChunk> newSubscriber) {
            subscriber = newSubscriber;
            demand = 0;
            newSubscriber.onSubscribe(this);
        }

        @Override
        public void request(long n) {
            demand += n;
        }

        @Override
        public void cancel() {
            throw new IllegalStateException("cancelled");
        }

        void emit(StoryChunk chunk) {
            if (subscriber == null || demand-- == 0) {
                throw new IllegalStateException("no demand");
            }
            subscriber.onNext(chunk);
        }

        void complete() {
            if (subscriber != null) {
                subscriber.onComplete();
            }
        }
    }

    /** Accepts a post when it is called. */
    private static final class SlowClient implements ClientSink {

        private @Nullable CompletableFuture<Delivery> post;

        @Override
        public Transmission send(ClientMessage message, Duration timeLeft) {
            CompletableFuture<Delivery> newPost = new CompletableFuture<>();
            post = newPost;
            return Transmission.of(newPost);
        }

        /** Returns false if no post waits. */
        boolean accept() {
            CompletableFuture<Delivery> accepted = post;
            post = null;
            return accepted != null && accepted.complete(DELIVERY);
        }
    }
}
