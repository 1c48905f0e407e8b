package dev.storystreamer.core;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * What a client is told, in no wire format yet: a {@link ClientSink} turns each message into the frames of its
 * protocol, which may be none. Immutable.
 */
public sealed interface ClientMessage {

    /**
     * Maps what a model says to what a client is told. A pure function: it remembers nothing.
     *
     * @param chunk one event of the model's stream
     * @return the message it causes; empty for {@link StoryChunk.Start}, which {@link Opened} has already told
     */
    static Optional<ClientMessage> of(StoryChunk chunk) {
        return chunk.match(ChunkToMessage.INSTANCE);
    }

    /**
     * Calls the case that this message is.
     *
     * @param <R> what the cases return
     * @param cases one function for each kind of message
     * @return what the called case returned
     */
    <R> R match(Cases<R> cases);

    /**
     * One function for each kind of message: a new kind breaks every use at compile time.
     *
     * @param <R> what the functions return
     */
    interface Cases<R> {
        /**
         * Called for {@link Opened}.
         *
         * @return the result of the match
         */
        R opened();

        /**
         * Called for {@link Text}.
         *
         * @param text some of the story
         * @return the result of the match
         */
        R text(String text);

        /**
         * Called for {@link Reasoning}.
         *
         * @param text some of the model's thought
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
         * Called for {@link Other}.
         *
         * @return the result of the match
         */
        R other();

        /**
         * Called for {@link Ended}.
         *
         * @param receipt how the story ended
         * @return the result of the match
         */
        R ended(Receipt receipt);
    }

    /** The request was accepted and the model is being asked. Always the first message, and only the first. */
    record Opened() implements ClientMessage {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.opened();
        }
    }

    /**
     * Some of the story: one delta, or several joined.
     *
     * @param text at most {@link ClientSink#MAX_TEXT_BYTES} as a JSON string in UTF-8; may be empty
     */
    record Text(String text) implements ClientMessage {
        public Text {
            requireNonNull(text, "text");
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.text(text);
        }
    }

    /**
     * Some of what the model thinks: one delta, or several joined. A sink that shows no reasoning sends nothing.
     *
     * @param text at most {@link ClientSink#MAX_TEXT_BYTES} as a JSON string in UTF-8; may be empty
     */
    record Reasoning(String text) implements ClientMessage {
        public Reasoning {
            requireNonNull(text, "text");
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.reasoning(text);
        }
    }

    /** The model sent a delta with nothing in it. */
    record EmptyDelta() implements ClientMessage {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.emptyDelta();
        }
    }

    /** The model sent an event without words. */
    record Other() implements ClientMessage {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.other();
        }
    }

    /**
     * The story has ended. Always the last message, and only the last; never sent to a client that is gone.
     *
     * @param receipt the story's account up to here: the posts of this very message are not in it yet
     */
    record Ended(Receipt receipt) implements ClientMessage {
        public Ended {
            requireNonNull(receipt, "receipt");
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.ended(receipt);
        }
    }
}
