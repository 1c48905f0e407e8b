package dev.storystreamer.core;

/** The timers of a story, at most one of each kind. */
enum TimerKind {
    /** The model has sent nothing for too long. */
    STALL,
    /** The next call of the model is due. */
    RETRY,
    /** The next post of text is allowed. */
    POST_INTERVAL,
    /** The story must end now, so that the client gets the last message in time. */
    DEADLINE,
    /** The time is over: the story ends without waiting for a post. */
    HARD_DEADLINE
}
