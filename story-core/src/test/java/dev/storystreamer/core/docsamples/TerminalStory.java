package dev.storystreamer.core.docsamples;

import dev.storystreamer.core.ClientMessage;
import dev.storystreamer.core.ClientSink;
import dev.storystreamer.core.LlmStream;
import dev.storystreamer.core.Receipt;
import dev.storystreamer.core.StoryRelay;
import dev.storystreamer.core.StoryRequest;
import dev.storystreamer.core.Transmission;
import java.io.PrintStream;
import java.util.concurrent.CompletionStage;

/** Prints a story to a terminal. */
final class TerminalStory {

    private final StoryRelay relay;

    TerminalStory(LlmStream model) {
        relay = StoryRelay.of(model);
    }

    CompletionStage<Receipt> start(String topic, PrintStream terminal) {
        ClientSink client = (message, timeLeft) -> {
            if (message instanceof ClientMessage.Text text) {
                terminal.print(text.text());
            }
            return Transmission.completed(ClientSink.Delivery.NONE);
        };
        return relay.start(StoryRequest.about(topic), client).receipt();
    }
}
