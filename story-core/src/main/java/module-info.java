/** Requests, model events, client messages, and the relay that streams a story from a model to a client. */
module dev.storystreamer.core {
    requires static transitive org.jspecify;

    exports dev.storystreamer.core;
}
