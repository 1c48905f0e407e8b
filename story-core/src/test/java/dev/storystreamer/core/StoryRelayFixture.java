package dev.storystreamer.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storystreamer.core.testkit.ManualScheduler;
import dev.storystreamer.core.testkit.RecordingClientSink;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/** One story whose model, client and time are controlled by the test. */
abstract class StoryRelayFixture {

    static final ClientMessage OPENED = new ClientMessage.Opened();
    static final ClientMessage OTHER = new ClientMessage.Other();
    static final Duration A_MINUTE = Duration.ofMinutes(1);

    final ManualLlmStream model = new ManualLlmStream();
    final RecordingClientSink client = RecordingClientSink.answeringManually();
    final ManualScheduler scheduler = new ManualScheduler();
    RelayOptions options = RelayOptions.DEFAULTS;

    static RelayOptions withMaxWaitingChars(RelayOptions options, int maxWaitingChars) {
        return withMaxWaiting(options, maxWaitingChars, options.maxWaitingChunks());
    }

    static RelayOptions withMaxWaiting(RelayOptions options, int maxWaitingChars, int maxWaitingChunks) {
        return new RelayOptions(
                options.minPostInterval(),
                maxWaitingChars,
                maxWaitingChunks,
                options.firstContentTimeout(),
                options.stallTimeout(),
                options.endingReserve(),
                options.maxModelRetries(),
                options.retryBackoff());
    }

    StorySession start() {
        return start(A_MINUTE);
    }

    StorySession start(Duration timeLeft) {
        return new StoryRelay(model, scheduler, new Random(1), options)
                .start(StoryRequest.about("CATS"), client, timeLeft, Runnable::run);
    }

    void finishAnswer() {
        model.call().emit(new StoryChunk.BlockEnd());
        model.call().emit(new StoryChunk.Stop(StopReason.END_TURN));
        model.call().emit(new StoryChunk.Usage(16, 23));
        model.call().complete();
    }

    void acceptAll() {
        while (client.waiting() > 0) {
            client.accept();
        }
    }

    void assertEndedOnce(Receipt receipt) {
        List<ClientMessage> messages = client.messages();
        assertThat(messages.stream().filter(ClientMessage.Ended.class::isInstance))
                .as("endings")
                .hasSize(1);
        assertThat(messages.get(messages.size() - 1)).isInstanceOfSatisfying(ClientMessage.Ended.class, ended -> {
            assertThat(ended.receipt().ending()).isEqualTo(receipt.ending());
            assertThat(ended.receipt().errorCode()).isEqualTo(receipt.errorCode());
        });
        assertThat(scheduler.pending()).as("pending timers").isZero();
    }

    static ClientMessage text(String text) {
        return new ClientMessage.Text(text);
    }

    static Receipt receipt(StorySession story) {
        assertThat(story.receipt().toCompletableFuture()).isCompleted();
        return story.receipt().toCompletableFuture().join();
    }
}
