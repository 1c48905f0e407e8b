package dev.storystreamer.core;

import static java.util.Objects.requireNonNull;

/** One event of a model's stream. Immutable. */
public sealed interface StoryChunk {

    /**
     * Calls the method of {@code cases} for this kind of chunk.
     *
     * @param <R> the type of the result
     * @param cases one method for each kind of chunk
     * @return the result of the called method
     */
    <R> R match(Cases<R> cases);

    /**
     * One method for each kind of chunk, so that a new kind breaks every use at compile time. The parameter is the
     * component of the record, or the record itself if it has two.
     *
     * @param <R> the type of the result
     */
    interface Cases<R> {
        R start();

        R text(String text);

        R reasoning(String text);

        R emptyDelta();

        R blockEnd();

        R stop(StopReason reason);

        R usage(Usage usage);

        R unknown(String type);
    }

    /** The model begins its answer. */
    record Start() implements StoryChunk {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.start();
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
        public <R> R match(Cases<R> cases) {
            return cases.text(text);
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
        public <R> R match(Cases<R> cases) {
            return cases.reasoning(text);
        }
    }

    /** A delta without content, not even an empty text. */
    record EmptyDelta() implements StoryChunk {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.emptyDelta();
        }
    }

    /** A block of text or of reasoning is complete. */
    record BlockEnd() implements StoryChunk {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.blockEnd();
        }
    }

    /**
     * The model has ended its answer. Without this chunk a story is incomplete.
     *
     * @param reason why the model stopped
     */
    record Stop(StopReason reason) implements StoryChunk {
        public Stop {
            requireNonNull(reason, "reason");
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.stop(reason);
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

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.usage(this);
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

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.unknown(type);
        }
    }
}
