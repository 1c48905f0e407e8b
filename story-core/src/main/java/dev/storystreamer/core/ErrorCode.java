package dev.storystreamer.core;

/**
 * What a client is told when a story does not come to its end: the one place for these words. The sentences are for a
 * person, say what to do, and name nothing internal.
 */
public enum ErrorCode {
    /** The request itself cannot be understood or is over a limit; no model was asked. */
    INVALID_REQUEST("invalid_request", false, "This request cannot be answered."),
    /** The model is throttled or not ready, after our own retries. */
    MODEL_BUSY("model_busy", true, "The storyteller is busy. Please try again in a minute."),
    /** The model, or its provider, will not serve this request however often it is sent. */
    MODEL_REFUSED(
            "model_refused",
            false,
            "The model does not take this request. Please change it; if that does not help, ask whoever runs this"
                    + " service."),
    /** The model failed, timed out or could not be reached. */
    MODEL_FAILED("model_failed", true, "The model failed while telling. Please try again."),
    /** The model's stream ended without saying that the story was complete. */
    STORY_INCOMPLETE("story_incomplete", true, "The story broke off before its end. Please try again."),
    /** The invocation had no time left. */
    DEADLINE_EXCEEDED(
            "deadline_exceeded", true, "The story took too long and was ended. Please try again or ask for less."),
    /** The model said nothing for longer than it may. */
    MODEL_STALLED("model_stalled", true, "The model fell silent and the story was ended. Please try again."),
    /** Part of the story could not be delivered to the client. */
    DELIVERY_FAILED("delivery_failed", true, "Part of the story could not be delivered. Please try again."),
    /** The client, or the service as it shut down, stopped the story. */
    STOPPED("stopped", false, "The story was stopped.");

    private final String code;
    private final boolean retryable;
    private final String sentence;

    ErrorCode(String code, boolean retryable, String sentence) {
        this.code = code;
        this.retryable = retryable;
        this.sentence = sentence;
    }

    /**
     * Names the problem for a program.
     *
     * @return lower-case words joined by underscores; part of the wire contract, never changed
     */
    public String code() {
        return code;
    }

    /**
     * Tells whether the same request may succeed when it is sent again.
     *
     * @return true if trying again makes sense
     */
    public boolean isRetryable() {
        return retryable;
    }

    /**
     * Tells a person what happened and what to do.
     *
     * @return one or two sentences in English
     */
    public String message() {
        return sentence;
    }
}
