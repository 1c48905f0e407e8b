package dev.storystreamer.core;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/** A model call that failed. Its message is for the log of whoever runs the service, never for a client. */
public final class LlmException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final Reason reason;

    /**
     * Creates a failure.
     *
     * @param reason what kind of failure it is
     * @param message what happened; without the prompt, the story or credentials
     * @param cause what the provider's client threw, or null
     */
    public LlmException(Reason reason, String message, @Nullable Throwable cause) {
        super(requireNonNull(message, "message"), cause);
        this.reason = requireNonNull(reason, "reason");
    }

    /**
     * Tells what kind of failure this is.
     *
     * @return the kind
     */
    public Reason reason() {
        return reason;
    }

    /** The kinds of failure, told apart by what one does about them. */
    public enum Reason {
        /** The model has more to do than it can, or is not ready yet: asking again later helps. */
        THROTTLED(ErrorCode.MODEL_BUSY, true),
        /** The provider is out of reach or broken, and the answer has not begun: asking again may help. */
        UNAVAILABLE(ErrorCode.MODEL_FAILED, true),
        /** This request, or this caller, will never be served: asking again does not help. */
        REJECTED(ErrorCode.MODEL_REFUSED, false),
        /** The model took too long to answer: asking again at once would wait as long again. */
        TIMED_OUT(ErrorCode.MODEL_FAILED, false),
        /** The model itself failed, or its answer broke off or cannot be read. */
        BROKEN_STREAM(ErrorCode.MODEL_FAILED, false);

        private final ErrorCode errorCode;
        private final boolean worthRetrying;

        Reason(ErrorCode errorCode, boolean worthRetrying) {
            this.errorCode = errorCode;
            this.worthRetrying = worthRetrying;
        }

        /**
         * Tells what a client hears of this failure.
         *
         * @return the problem to report
         */
        public ErrorCode errorCode() {
            return errorCode;
        }

        /**
         * Tells whether the same call, made again within seconds, may succeed. It is made only while nothing of the
         * answer has been told.
         *
         * @return true for {@link #THROTTLED} and {@link #UNAVAILABLE}
         */
        public boolean isWorthRetrying() {
            return worthRetrying;
        }
    }
}
