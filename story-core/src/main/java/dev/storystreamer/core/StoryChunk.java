package dev.storystreamer.core;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/** One event of a model's stream, and the message that it causes. Immutable. */
public sealed interface StoryChunk {

    /** {@return the message that the client gets for this chunk; empty if it gets none. The default is for chunks without text} */
    default Optional<ClientMessage> message() {
        return Optional.of(new ClientMessage.Other());
    }

    /** {@return whether this is text or reasoning} */
    default boolean hasContent() {
        return false;
    }

    /** The model begins its answer. The client gets no message, since {@link ClientMessage.Opened} was sent before. */
    record Start() implements StoryChunk {
        @Override
        public Optional<ClientMessage> message() {
            return Optional.empty();
        }
    }

    /**
     * Text of the story.
     *
     * @param text usually a few characters; may be empty
     */
    record Text(String text) implements StoryChunk {
        public Text {
            requireNonNull(text, "text");
        }

        @Override
        public Optional<ClientMessage> message() {
            return Optional.of(new ClientMessage.Text(text));
        }

        @Override
        public boolean hasContent() {
            return true;
        }
    }

    /**
     * Reasoning of the model.
     *
     * @param text usually a few characters; empty if the reasoning is encrypted, or for its signature
     */
    record Reasoning(String text) implements StoryChunk {
        public Reasoning {
            requireNonNull(text, "text");
        }

        @Override
        public Optional<ClientMessage> message() {
            return Optional.of(new ClientMessage.Reasoning(text));
        }

        @Override
        public boolean hasContent() {
            return true;
        }
    }

    /** A delta without content, not even an empty text. */
    record EmptyDelta() implements StoryChunk {
        @Override
        public Optional<ClientMessage> message() {
            return Optional.of(new ClientMessage.EmptyDelta());
        }
    }

    /** A block of text or of reasoning is complete. */
    record BlockEnd() implements StoryChunk {}

    /**
     * The model has ended its answer. Without this chunk a story is incomplete.
     *
     * @param reason why the model stopped
     */
    record Stop(StopReason reason) implements StoryChunk {
        public Stop {
            requireNonNull(reason, "reason");
        }
    }

    /**
     * The tokens that the story used; comes after {@link Stop}.
     *
     * @param inputTokens tokens of the conversation, at least 0
     * @param outputTokens tokens of the answer, reasoning included, at least 0
     */
    record Usage(int inputTokens, int outputTokens) implements StoryChunk {
        public Usage {
            if (inputTokens < 0 || outputTokens < 0) {
                throw new IllegalArgumentException(
                        "token counts must be >= 0: " + inputTokens + " and " + outputTokens);
            }
        }
    }

    /**
     * Any other event of the provider; it carries no text.
     *
     * @param type the provider's name of the event, for a log; may be "unknown"
     */
    record Unknown(String type) implements StoryChunk {
        public Unknown {
            requireNonNull(type, "type");
        }
    }
}
