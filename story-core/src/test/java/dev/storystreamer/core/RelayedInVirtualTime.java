package dev.storystreamer.core;

import dev.storystreamer.core.testkit.ManualScheduler;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

/** One story at a given pace, told in no time at all: every moment is a reading of a manual clock. */
final class RelayedInVirtualTime {

    private final ManualScheduler scheduler = new ManualScheduler();
    private final StringBuilder said = new StringBuilder();
    private final StringBuilder accepted = new StringBuilder();
    private long firstSaidAt = -1;
    private long lastSaidAt;
    private long firstAcceptedAt = -1;
    private long lastAcceptedAt;
    private int posts;
    private int atOnce;
    private int mostAtOnce;

    static RelayedInVirtualTime run(int deltas, Duration interval, Duration postTime) {
        RelayedInVirtualTime run = new RelayedInVirtualTime();
        HandDrivenModel model = new HandDrivenModel();
        StorySession story = new StoryRelay(model, run.scheduler, new Random(1), RelayOptions.DEFAULTS)
                .start(
                        StoryRequest.about("CATS"),
                        message -> run.post(message, postTime),
                        Duration.ofMinutes(10),
                        Runnable::run);
        run.scheduler.advance(Duration.ofMillis(300));
        model.call().say(new StoryChunk.Start());
        for (int i = 0; i < deltas; i++) {
            run.say(model.call(), " word" + i);
            run.scheduler.advance(interval);
        }
        model.call().say(new StoryChunk.BlockEnd());
        model.call().say(new StoryChunk.Stop(StopReason.END_TURN));
        model.call().say(new StoryChunk.Usage(1, deltas));
        model.call().complete();
        run.scheduler.advance(Duration.ofMinutes(1));
        story.receipt().toCompletableFuture().join();
        return run;
    }

    private void say(HandDrivenModel.Call call, String word) {
        if (firstSaidAt < 0) {
            firstSaidAt = scheduler.nanoTime();
        }
        lastSaidAt = scheduler.nanoTime();
        said.append(word);
        call.say(word);
    }

    private CompletableFuture<ClientSink.Delivery> post(ClientMessage message, Duration postTime) {
        if (message instanceof ClientMessage.Ended) {
            return CompletableFuture.completedFuture(ClientSink.Delivery.NONE);
        }
        posts++;
        atOnce++;
        mostAtOnce = Math.max(mostAtOnce, atOnce);
        CompletableFuture<ClientSink.Delivery> answer = new CompletableFuture<>();
        scheduler.schedule(() -> accept(message, answer), postTime);
        return answer;
    }

    private void accept(ClientMessage message, CompletableFuture<ClientSink.Delivery> answer) {
        atOnce--;
        if (message instanceof ClientMessage.Text text) {
            accepted.append(text.text());
            lastAcceptedAt = scheduler.nanoTime();
            if (firstAcceptedAt < 0) {
                firstAcceptedAt = scheduler.nanoTime();
            }
        }
        answer.complete(new ClientSink.Delivery(1, 100, 0));
    }

    String said() {
        return said.toString();
    }

    String text() {
        return accepted.toString();
    }

    int posts() {
        return posts;
    }

    int mostAtOnce() {
        return mostAtOnce;
    }

    Duration firstTextLag() {
        return Duration.ofNanos(firstAcceptedAt - firstSaidAt);
    }

    Duration lastTextLag() {
        return Duration.ofNanos(lastAcceptedAt - lastSaidAt);
    }
}
