package dev.storystreamer.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storystreamer.core.testkit.RecordingClientSink;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@link StorySession}: the model, the client, the executor and a stop on threads of their own. */
@Timeout(60)
class ConcurrentStoriesTest {

    private static final int STORIES = 300;
    private static final int DELTAS = 200;

    @Test
    void keepOrderAndEndOnce() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            for (int number = 0; number < STORIES; number++) {
                runStory(threads, number % 3 == 0);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static void runStory(ExecutorService threads, boolean stopped) throws Exception {
        RecordingClientSink client = RecordingClientSink.acceptingAtOnce().inFramesOf(3);
        StringBuilder expected = new StringBuilder();
        SubmissionPublisher<StoryChunk> model = new SubmissionPublisher<>(threads, 16);
        StorySession story = StoryRelay.of(request -> model)
                .start(StoryRequest.about("CATS"), answeringOn(threads, client), Duration.ofMinutes(1), threads);
        while (!model.hasSubscribers()) {
            Thread.onSpinWait();
        }
        for (int i = 0; i < DELTAS; i++) {
            expected.append(" w").append(i);
            model.submit(new StoryChunk.Text(" w" + i));
            if (stopped && i == DELTAS / 2) {
                threads.execute(story::stop);
            }
        }
        model.submit(new StoryChunk.Stop(StopReason.END_TURN));
        model.close();

        Receipt receipt = story.receipt().toCompletableFuture().get(20, TimeUnit.SECONDS);

        if (!stopped) {
            assertThat(receipt.ending()).isEqualTo(Ending.FINISHED);
            assertThat(client.text()).isEqualTo(expected.toString());
        }
        assertThat(receipt.ending()).isIn(Ending.FINISHED, Ending.STOPPED);
        assertThat(expected.toString()).startsWith(client.text());
        assertThat(client.mostAtOnce()).isEqualTo(1);
        assertThat(client.messages().stream().filter(ClientMessage.Ended.class::isInstance))
                .hasSize(1);
    }

    /** Sends each message on another thread than the caller's. */
    private static ClientSink answeringOn(ExecutorService threads, ClientSink client) {
        return (message, timeLeft) -> Transmission.of(CompletableFuture.supplyAsync(() -> client, threads)
                .thenCompose(sink -> sink.send(message, timeLeft).delivery()));
    }
}
