package dev.storystreamer.core;

/** Why a story was not completed: a code for programs and a message for people, which names nothing internal. */
public enum ErrorCode {
    /** The request is invalid or exceeds a limit; the model was not called. */
    INVALID_REQUEST("invalid_request", false, "This request cannot be answered."),
    /** The model is throttled or not ready, and the retries are used up. */
    MODEL_BUSY("model_busy", true, "The storyteller is busy. Please try again in a minute."),
    /** The model or its provider refuses this request; a retry does not help. */
    MODEL_REFUSED(
            "model_refused",
            false,
            "The model does not take this request. Please change it; if that does not help, ask whoever runs this"
                    + " service."),
    /** The model failed, timed out or could not be reached. */
    MODEL_FAILED("model_failed", true, "The model failed while telling. Please try again."),
    /** The model's stream ended without a {@link StoryChunk.Stop}. */
    STORY_INCOMPLETE("story_incomplete", true, "The story broke off before its end. Please try again."),
    /** The time of the story ran out. */
    DEADLINE_EXCEEDED(
            "deadline_exceeded", true, "The story took too long and was ended. Please try again or ask for less."),
    /** The model sent nothing for longer than {@link RelayOptions} allows. */
    MODEL_STALLED("model_stalled", true, "The model fell silent and the story was ended. Please try again."),
    /** Part of the story could not be delivered to the client. */
    DELIVERY_FAILED("delivery_failed", true, "Part of the story could not be delivered. Please try again."),
    /** The client stopped the story, or the service was shutting down. */
    STOPPED("stopped", false, "The story was stopped.");

    private final String code;
    private final boolean retryable;
    private final String message;

    ErrorCode(String code, boolean retryable, String message) {
        this.code = code;
        this.retryable = retryable;
        this.message = message;
    }

    /** {@return lower-case words joined by underscores; part of the wire contract} */
    public String code() {
        return code;
    }

    /** {@return whether the same request may succeed when it is sent again} */
    public boolean isRetryable() {
        return retryable;
    }

    /** {@return one or two English sentences for a person: what happened, what to do} */
    public String message() {
        return message;
    }
}
