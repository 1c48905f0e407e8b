package dev.storystreamer.bedrock;

/**
 * One frame of an event stream, as far as ConverseStream uses them.
 *
 * @param kind what its {@code :message-type} says
 * @param name the type of the event or of the exception, or the code of the error; empty if the frame does not say
 * @param payload JSON in an event or an exception
 */
record EventFrame(Kind kind, String name, String payload) {

    /** What a frame brings. */
    enum Kind {
        EVENT,
        EXCEPTION,
        ERROR,
        /** Something that this version does not know, and that nobody needs to. */
        OTHER
    }
}
