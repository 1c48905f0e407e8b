package dev.storystreamer.infra;

/** How API Gateway invokes the function for a message. */
public enum Invocation {
    /**
     * As an event: API Gateway does not wait, so a story may take as long as the function's timeout allows. The function
     * must report its own failures to the client.
     */
    ASYNC,
    /** As a call that API Gateway waits for, at most 29 seconds; then it sends an error frame of its own. */
    SYNC
}
