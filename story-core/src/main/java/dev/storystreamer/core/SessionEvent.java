package dev.storystreamer.core;

/** What can happen to a story: the input of {@link SessionState}. Immutable. */
sealed interface SessionEvent {

    /** Calls the method of the state for this kind of event, so that a new kind does not compile without one. */
    void applyTo(SessionState state);

    /** The story begins. Always the first event. */
    record Started() implements SessionEvent {
        @Override
        public void applyTo(SessionState state) {
            state.started();
        }
    }

    /** The model has accepted the subscription of a call. */
    record ModelSubscribed(int call) implements SessionEvent {
        @Override
        public void applyTo(SessionState state) {
            state.modelSubscribed(call);
        }
    }

    /** The model has sent a chunk. */
    record ChunkReceived(int call, StoryChunk chunk) implements SessionEvent {
        @Override
        public void applyTo(SessionState state) {
            state.chunkReceived(call, chunk);
        }
    }

    /** The model's stream has ended. */
    record ModelCompleted(int call) implements SessionEvent {
        @Override
        public void applyTo(SessionState state) {
            state.modelCompleted(call);
        }
    }

    /** A call of the model has failed. The jitter, at least 0 and below 1, draws the delay of a retry. */
    record ModelFailed(int call, Throwable failure, double jitter) implements SessionEvent {
        @Override
        public void applyTo(SessionState state) {
            state.modelFailed(call, failure, jitter);
        }
    }

    /** The client's side has accepted every frame of the message in flight that had begun. */
    record MessageAccepted(ClientSink.Delivery delivery) implements SessionEvent {
        @Override
        public void applyTo(SessionState state) {
            state.messageAccepted(delivery);
        }
    }

    /** The message in flight could not be delivered. */
    record MessageFailed(Throwable failure) implements SessionEvent {
        @Override
        public void applyTo(SessionState state) {
            state.messageFailed(failure);
        }
    }

    /** The client or the host stops the story. */
    record StopRequested() implements SessionEvent {
        @Override
        public void applyTo(SessionState state) {
            state.stopRequested();
        }
    }

    /** A timer has fired; it may have been cancelled or set anew since. */
    record TimerFired(TimerKind kind) implements SessionEvent {
        @Override
        public void applyTo(SessionState state) {
            state.timerFired(kind);
        }
    }

    /** An action has thrown: a timer could not be set, or no memory was left. */
    record ActionFailed(Throwable failure) implements SessionEvent {
        @Override
        public void applyTo(SessionState state) {
            state.actionFailed(failure);
        }
    }
}
