package dev.storystreamer.core;

import static java.util.Objects.requireNonNull;

/** What a model says, one event of its stream at a time. Immutable. */
public sealed interface StoryChunk {

    /**
     * Calls the case that this chunk is.
     *
     * @param <R> what the cases return
     * @param cases one function for each kind of chunk
     * @return what the called case returned
     */
    <R> R match(Cases<R> cases);

    /**
     * One function for each kind of chunk: a new kind breaks every use at compile time.
     *
     * @param <R> what the functions return
     */
    interface Cases<R> {
        /**
         * Called for {@link Start}.
         *
         * @return the result of the match
         */
        R start();

        /**
         * Called for {@link Text}.
         *
         * @param text the delta
         * @return the result of the match
         */
        R text(String text);

        /**
         * Called for {@link Reasoning}.
         *
         * @param text the delta
         * @return the result of the match
         */
        R reasoning(String text);

        /**
         * Called for {@link EmptyDelta}.
         *
         * @return the result of the match
         */
        R emptyDelta();

        /**
         * Called for {@link BlockEnd}.
         *
         * @return the result of the match
         */
        R blockEnd();

        /**
         * Called for {@link Stop}.
         *
         * @param reason why the model stopped
         * @return the result of the match
         */
        R stop(StopReason reason);

        /**
         * Called for {@link Usage}.
         *
         * @param usage the tokens counted
         * @return the result of the match
         */
        R usage(Usage usage);

        /**
         * Called for {@link Unknown}.
         *
         * @param type what the provider calls the event
         * @return the result of the match
         */
        R unknown(String type);
    }

    /** The model begins its turn. */
    record Start() implements StoryChunk {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.start();
        }
    }

    /**
     * Some of the story.
     *
     * @param text a few characters as a rule; may be empty
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
     * Some of what the model thinks before it tells.
     *
     * @param text a few characters as a rule; empty where the thought is encrypted or only signed
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

    /** A delta that carries nothing at all, not even an empty text. */
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
     * The model has ended its turn: the one proof that a story is whole.
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
     * What the story cost; comes after {@link Stop}.
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
     * An event that carries no words and that this version does not know, or does not need.
     *
     * @param type what the provider calls it, for a log; may be "unknown"
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
