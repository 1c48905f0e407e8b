package dev.storystreamer.core;

/** What {@link SessionState} asks {@link StorySession} to do, in this order. Immutable. */
sealed interface SessionAction {

    /** Calls the method of the session for this kind of action, so that a new kind does not compile without one. */
    void runIn(StorySession session);

    /** Calls the model. */
    record Subscribe(int call) implements SessionAction {
        @Override
        public void runIn(StorySession session) {
            session.subscribe(call);
        }
    }

    /** Requests chunks of a call. */
    record Request(int call, int chunks) implements SessionAction {
        @Override
        public void runIn(StorySession session) {
            session.request(call, chunks);
        }
    }

    /** Cancels a call that has not ended. */
    record CancelModel(int call) implements SessionAction {
        @Override
        public void runIn(StorySession session) {
            session.cancelModel(call);
        }
    }

    /** Sends a message to the client; no other message is in flight. */
    record Send(ClientMessage message, long deadlineNanos) implements SessionAction {
        @Override
        public void runIn(StorySession session) {
            session.send(message, deadlineNanos);
        }
    }

    /** Cancels the message in flight. */
    record CancelSend() implements SessionAction {
        @Override
        public void runIn(StorySession session) {
            session.cancelSend();
        }
    }

    /** Sets a timer; replaces the one of the same kind. */
    record SetTimer(TimerKind kind, long atNanos) implements SessionAction {
        @Override
        public void runIn(StorySession session) {
            session.setTimer(kind, atNanos);
        }
    }

    /** Cancels a timer, if there is one of this kind. */
    record CancelTimer(TimerKind kind) implements SessionAction {
        @Override
        public void runIn(StorySession session) {
            session.cancelTimer(kind);
        }
    }

    /** Completes the receipt. No message follows. */
    record Finish(Receipt receipt) implements SessionAction {
        @Override
        public void runIn(StorySession session) {
            session.finish(receipt);
        }
    }
}
