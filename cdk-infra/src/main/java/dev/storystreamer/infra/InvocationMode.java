package dev.storystreamer.infra;

/** How API Gateway invokes the function for a message. */
public enum InvocationMode {
    /**
     * Asynchronous: API Gateway does not wait, so that the duration of a story is limited by the function's timeout only.
     * The function must report failures to the client.
     */
    ASYNC,
    /** Synchronous: API Gateway waits for at most 29 seconds, and then sends an error frame to the client. */
    SYNC
}
