package dev.storystreamer.core;

import org.jspecify.annotations.Nullable;

/** The phases of a story, in this order. */
sealed interface Phase {

    /** The model is called, and the client gets what it sends. */
    final class Telling implements Phase {

        private static final ModelCall NONE = new ModelCall.None();

        private ModelCall call = NONE;
        private int calls;

        /** Begins a call; returns its number. */
        int begin() {
            calls++;
            call = new ModelCall.Connecting(calls);
            return calls;
        }

        boolean isConnecting(int number) {
            return call instanceof ModelCall.Connecting && number == calls;
        }

        /** Records that the model has accepted a subscription. Returns false if it is not that of the current call. */
        boolean subscribed(int number) {
            if (!isConnecting(number)) {
                return false;
            }
            call = new ModelCall.Streaming(number);
            return true;
        }

        /** Returns the current call if the model may send chunks. */
        ModelCall.@Nullable Streaming streaming() {
            return call instanceof ModelCall.Streaming streaming ? streaming : null;
        }

        /** Records that a call has ended. Returns false if it is not the current one. */
        boolean ended(int number) {
            if (call instanceof ModelCall.None || number != calls) {
                return false;
            }
            call = NONE;
            return true;
        }
    }

    /**
     * The ending is decided; the client gets what waits, then the last message.
     *
     * @param isSentAgain whether the last message is being sent for the second time, which is the last
     */
    record Closing(EndCause cause, boolean isSentAgain) implements Phase {

        /**
         * Returns whether the last message is sent again after it has failed: the client waits for the rest of an ending,
         * or must not take the story for finished.
         */
        boolean isSentAgainAfter(Throwable failure, boolean wasFinished) {
            boolean partly = failure instanceof ClientSinkException sink
                    && sink.delivered().posts() > 0;
            return !isSentAgain && (partly || wasFinished);
        }

        Closing again() {
            return new Closing(cause, true);
        }
    }

    /** The receipt was given. */
    record Ended() implements Phase {}
}
