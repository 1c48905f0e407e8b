package dev.storystreamer.core.docsamples;

import dev.storystreamer.core.ClientMessage;
import dev.storystreamer.core.ClientSink;
import dev.storystreamer.core.LlmStream;
import dev.storystreamer.core.Receipt;
import dev.storystreamer.core.RelayOptions;
import dev.storystreamer.core.Scheduler;
import dev.storystreamer.core.StoryRelay;
import dev.storystreamer.core.StoryRequest;
import java.io.PrintStream;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;

/** Prints a story to a terminal. */
final class TerminalStory {

    private final StoryRelay relay;

    TerminalStory(LlmStream model, ScheduledExecutorService timers) {
        relay = new StoryRelay(model, Scheduler.of(timers), new SecureRandom(), RelayOptions.DEFAULTS);
    }

    CompletionStage<Receipt> start(String topic, PrintStream terminal) {
        ClientSink client = message -> {
            if (message instanceof ClientMessage.Text text) {
                terminal.print(text.text());
            }
            return CompletableFuture.completedStage(ClientSink.Delivery.NONE);
        };
        return relay.start(StoryRequest.about(topic), client, Duration.ofMinutes(5), Runnable::run)
                .receipt();
    }
}
