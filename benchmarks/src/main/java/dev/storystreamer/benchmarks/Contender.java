package dev.storystreamer.benchmarks;

import dev.storystreamer.lambda.StoryHandler;

/**
 * A way to do the job: a handler in one process, under AWS's runtime client.
 *
 * @param name as the tables print it
 * @param handler the handler's class
 */
record Contender(String name, Class<?> handler) {

    static final Contender OURS = new Contender("Story Streamer", StoryHandler.class);
    static final Contender POST_PER_DELTA = new Contender("one post per delta", PostPerDeltaHandler.class);
}
