package dev.storystreamer.core;

import dev.storystreamer.core.testkit.ManualScheduler;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

/** One story with fixed times between deltas and for each post, simulated on a manual clock. */
final class SimulatedStory {

    private final ManualScheduler scheduler = new ManualScheduler();
    private final StringBuilder emitted = new StringBuilder();
    private final StringBuilder accepted = new StringBuilder();
    private long firstEmittedAt = -1;
    private long lastEmittedAt;
    private long firstAcceptedAt = -1;
    private long lastAcceptedAt;
    private int posts;
    private int inFlight;
    private int mostInFlight;

    static SimulatedStory run(int deltas, Duration interval, Duration postTime) {
        SimulatedStory run = new SimulatedStory();
        ManualLlmStream model = new ManualLlmStream();
        StorySession story = new StoryRelay(model, run.scheduler, new Random(1), RelayOptions.DEFAULTS)
                .start(
                        StoryRequest.about("CATS"),
                        (message, timeLeft) -> Transmission.of(run.post(message, postTime)),
                        Duration.ofMinutes(10),
                        Runnable::run);
        run.scheduler.advance(Duration.ofMillis(300));
        model.call().emit(new StoryChunk.Start());
        for (int i = 0; i < deltas; i++) {
            run.emit(model.call(), " word" + i);
            run.scheduler.advance(interval);
        }
        model.call().emit(new StoryChunk.BlockEnd());
        model.call().emit(new StoryChunk.Stop(StopReason.END_TURN));
        model.call().emit(new StoryChunk.Usage(1, deltas));
        model.call().complete();
        run.scheduler.advance(Duration.ofMinutes(1));
        story.receipt().toCompletableFuture().join();
        return run;
    }

    private void emit(ManualLlmStream.Call call, String text) {
        if (firstEmittedAt < 0) {
            firstEmittedAt = scheduler.nanoTime();
        }
        lastEmittedAt = scheduler.nanoTime();
        emitted.append(text);
        call.emit(text);
    }

    private CompletableFuture<ClientSink.Delivery> post(ClientMessage message, Duration postTime) {
        if (message instanceof ClientMessage.Ended) {
            return CompletableFuture.completedFuture(ClientSink.Delivery.NONE);
        }
        posts++;
        inFlight++;
        mostInFlight = Math.max(mostInFlight, inFlight);
        CompletableFuture<ClientSink.Delivery> result = new CompletableFuture<>();
        scheduler.schedule(() -> accept(message, result), postTime);
        return result;
    }

    private void accept(ClientMessage message, CompletableFuture<ClientSink.Delivery> result) {
        inFlight--;
        if (message instanceof ClientMessage.Text text) {
            accepted.append(text.text());
            lastAcceptedAt = scheduler.nanoTime();
            if (firstAcceptedAt < 0) {
                firstAcceptedAt = scheduler.nanoTime();
            }
        }
        result.complete(new ClientSink.Delivery(1, 100, 0));
    }

    String emitted() {
        return emitted.toString();
    }

    String text() {
        return accepted.toString();
    }

    int posts() {
        return posts;
    }

    int mostInFlight() {
        return mostInFlight;
    }

    Duration firstTextLag() {
        return Duration.ofNanos(firstAcceptedAt - firstEmittedAt);
    }

    Duration lastTextLag() {
        return Duration.ofNanos(lastAcceptedAt - lastEmittedAt);
    }
}
