package dev.storystreamer.core;

import java.util.Optional;

/**
 * What ended a story, before the delivery of the rest is known: the ending and its code, unless the model had sent its
 * stop reason before and {@code isFinishedIfModelStopped} is true.
 */
record EndCause(Ending ending, ErrorCode errorCode, boolean isFinishedIfModelStopped) {

    static final EndCause MODEL_COMPLETED = new EndCause(Ending.INCOMPLETE, ErrorCode.STORY_INCOMPLETE, true);
    static final EndCause MODEL_STALLED = new EndCause(Ending.EXPIRED, ErrorCode.MODEL_STALLED, true);
    static final EndCause DEADLINE = new EndCause(Ending.EXPIRED, ErrorCode.DEADLINE_EXCEEDED, true);
    static final EndCause STOPPED = new EndCause(Ending.STOPPED, ErrorCode.STOPPED, false);
    static final EndCause DELIVERY_FAILED = new EndCause(Ending.FAILED, ErrorCode.DELIVERY_FAILED, false);
    static final EndCause ACTION_FAILED = new EndCause(Ending.FAILED, ErrorCode.MODEL_FAILED, false);

    static EndCause modelFailed(Throwable failure) {
        ErrorCode errorCode = failure instanceof LlmException llm ? llm.reason().errorCode() : ErrorCode.MODEL_FAILED;
        return new EndCause(Ending.FAILED, errorCode, true);
    }

    /** An ending and the code that the client gets, if there is one. */
    record Outcome(Ending ending, Optional<ErrorCode> errorCode) {}

    /** Decides how the story ends, from this cause, the model's stop reason and the delivery. No other place does. */
    Outcome outcome(boolean stopReceived, Listener.State client) {
        if (client == Listener.State.GONE) {
            return new Outcome(Ending.GONE, Optional.empty());
        }
        if (!isFinishedIfModelStopped || !stopReceived) {
            return new Outcome(ending, Optional.of(errorCode));
        }
        return client == Listener.State.FAILED
                ? new Outcome(Ending.FAILED, Optional.of(ErrorCode.DELIVERY_FAILED))
                : new Outcome(Ending.FINISHED, Optional.empty());
    }
}
