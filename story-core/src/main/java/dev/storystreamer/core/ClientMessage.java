package dev.storystreamer.core;

import static java.util.Objects.requireNonNull;

/** A message to the client, in no wire format: a {@link ClientSink} writes it as frames of its protocol. Immutable. */
public sealed interface ClientMessage {

    /**
     * Calls the method of {@code cases} for this kind of message.
     *
     * @param <R> the type of the result
     * @param cases one method for each kind of message
     * @return the result of the called method
     */
    <R> R match(Cases<R> cases);

    /**
     * One method for each kind of message, so that a new kind breaks every use at compile time. The parameter is the
     * component of the record.
     *
     * @param <R> the type of the result
     */
    interface Cases<R> {
        R opened();

        R text(String text);

        R reasoning(String text);

        R emptyDelta();

        R other();

        R ended(Receipt receipt);
    }

    /** The request was accepted and the model is being called. Always the first message, sent once. */
    record Opened() implements ClientMessage {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.opened();
        }
    }

    /**
     * Text of the story: one delta, or several joined.
     *
     * @param text of any length; may be empty
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
     * Reasoning of the model: one delta, or several joined. A sink that does not show reasoning sends no frame.
     *
     * @param text of any length; may be empty
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

    /** The model sent a delta without content. */
    record EmptyDelta() implements ClientMessage {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.emptyDelta();
        }
    }

    /** The model sent an event that carries no text. */
    record Other() implements ClientMessage {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.other();
        }
    }

    /**
     * The story has ended. Always the last message; not sent to a client that is gone. If the client did not get all of
     * it, it is sent once more where the client would otherwise wait for the rest, or take a story for finished that is
     * not: the receipt then says that the story failed.
     *
     * @param receipt the receipt so far: it does not count the posts of this message
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
