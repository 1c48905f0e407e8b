package dev.storystreamer.bedrock;

import dev.storystreamer.core.StopReason;
import dev.storystreamer.core.StoryChunk;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlockDelta;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlockDeltaEvent;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamMetadataEvent;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamOutput;
import software.amazon.awssdk.services.bedrockruntime.model.MessageStopEvent;
import software.amazon.awssdk.services.bedrockruntime.model.TokenUsage;

/** Maps events of ConverseStream to chunks: each event, also an unknown one, is one chunk. */
final class ConverseEvents {

    private ConverseEvents() {}

    static StoryChunk chunk(ConverseStreamOutput event) {
        return switch (event.sdkEventType()) {
            case MESSAGE_START -> new StoryChunk.Start();
            case CONTENT_BLOCK_START -> new StoryChunk.Unknown("contentBlockStart");
            case CONTENT_BLOCK_DELTA -> delta(((ContentBlockDeltaEvent) event).delta());
            case CONTENT_BLOCK_STOP -> new StoryChunk.BlockEnd();
            case MESSAGE_STOP -> stop(((MessageStopEvent) event).stopReasonAsString());
            case METADATA -> usage(((ConverseStreamMetadataEvent) event).usage());
            case UNKNOWN_TO_SDK_VERSION -> new StoryChunk.Unknown("unknown");
        };
    }

    private static StoryChunk delta(@Nullable ContentBlockDelta delta) {
        if (delta == null) {
            return new StoryChunk.EmptyDelta();
        }
        if (delta.text() != null) {
            return new StoryChunk.Text(delta.text());
        }
        if (delta.reasoningContent() != null) {
            // A signature and redacted content have no text, but show that the model is reasoning.
            String text = delta.reasoningContent().text();
            return new StoryChunk.Reasoning(text == null ? "" : text);
        }
        return new StoryChunk.Unknown("contentBlockDelta");
    }

    private static StoryChunk stop(@Nullable String reason) {
        return new StoryChunk.Stop(reason == null ? StopReason.OTHER : StopReason.of(reason));
    }

    private static StoryChunk usage(@Nullable TokenUsage usage) {
        return usage == null || isMissing(usage.inputTokens()) || isMissing(usage.outputTokens())
                ? new StoryChunk.Unknown("metadata")
                : new StoryChunk.Usage(usage.inputTokens(), usage.outputTokens());
    }

    private static boolean isMissing(@Nullable Integer tokens) {
        return tokens == null || tokens < 0;
    }
}
