package dev.storystreamer.core;

/** How a story ended. Each story has exactly one ending, decided by {@link StoryRelay} alone. */
public enum Ending {
    /** The model sent {@link StoryChunk.Stop}, and the sink accepted every message. */
    FINISHED,
    /** The model's stream ended without a {@link StoryChunk.Stop}. */
    INCOMPLETE,
    /** The model or the delivery failed. */
    FAILED,
    /** The client's connection was closed. */
    GONE,
    /** {@link StorySession#stop} was called. */
    STOPPED,
    /** The time of the story ran out, or the model sent nothing for too long. */
    EXPIRED
}
