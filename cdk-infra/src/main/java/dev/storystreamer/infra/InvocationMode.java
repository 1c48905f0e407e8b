package dev.storystreamer.infra;

/** How API Gateway invokes the function for a message. */
public enum InvocationMode {
    /**
     * Asynchronous: API Gateway does not wait, so that its limit of 29 seconds does not apply to a story.
     * The function must report failures to the client.
     */
    ASYNC,
    /** Synchronous: API Gateway waits for at most 29 seconds, and then sends an error frame to the client. */
    SYNC
}
