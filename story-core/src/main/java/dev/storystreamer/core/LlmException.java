package dev.storystreamer.core;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/** A call of the model failed. The message is for the operator's log, never for a client. */
public final class LlmException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final Reason reason;

    /**
     * Creates the exception.
     *
     * @param reason the kind of failure
     * @param message what happened; without the prompt, the story or credentials
     * @param cause the exception of the provider's client, or null
     */
    public LlmException(Reason reason, String message, @Nullable Throwable cause) {
        super(requireNonNull(message, "message"), cause);
        this.reason = requireNonNull(reason, "reason");
    }

    /** {@return the kind of failure} */
    public Reason reason() {
        return reason;
    }

    /** The kinds of failure. */
    public enum Reason {
        /** The model is overloaded or not ready yet: a later retry helps. */
        THROTTLED(ErrorCode.MODEL_BUSY, true),
        /** The provider is unreachable or failed before the answer began: a retry may help. */
        UNAVAILABLE(ErrorCode.MODEL_FAILED, true),
        /** The provider refuses this request, or denies the caller access to the model: a retry does not help. */
        REJECTED(ErrorCode.MODEL_REFUSED, false),
        /** This service has no credentials that the provider accepts: a retry within seconds does not help. */
        UNAUTHENTICATED(ErrorCode.MODEL_FAILED, false),
        /** The model took too long: a retry would take as long again. */
        TIMED_OUT(ErrorCode.MODEL_FAILED, false),
        /** The model failed, or its answer ended too early or cannot be read. */
        BROKEN_STREAM(ErrorCode.MODEL_FAILED, false);

        private final ErrorCode errorCode;
        private final boolean worthRetrying;

        Reason(ErrorCode errorCode, boolean worthRetrying) {
            this.errorCode = errorCode;
            this.worthRetrying = worthRetrying;
        }

        /** {@return the code that the client gets} */
        public ErrorCode errorCode() {
            return errorCode;
        }

        /** {@return whether the same call may succeed within seconds} */
        public boolean isWorthRetrying() {
            return worthRetrying;
        }
    }
}
