package dev.storystreamer.core;

/** How a story ended: exactly one of these, decided by {@link StoryRelay} alone. */
public enum Ending {
    /** The model said that it had stopped ({@link StoryChunk.Stop}), and all it said was accepted by the sink. */
    FINISHED,
    /** The model's stream ended without a {@link StoryChunk.Stop}. */
    INCOMPLETE,
    /** The model or the delivery failed. */
    FAILED,
    /** The client had left. */
    GONE,
    /** The story was stopped by whoever asked for it. */
    STOPPED,
    /** Time ran out: the invocation's, or the model's between two events. */
    EXPIRED
}
