/** The core of Story Streamer: what is asked, what a model says, what a client is told, and the relay between them. */
module dev.storystreamer.core {
    requires static transitive org.jspecify;

    exports dev.storystreamer.core;
}
