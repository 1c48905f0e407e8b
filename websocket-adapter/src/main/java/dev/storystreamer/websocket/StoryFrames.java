package dev.storystreamer.websocket;

import dev.storystreamer.core.ClientMessage;
import java.util.List;

/**
 * Writes one story's messages as frames of its protocol. Remembers where in the story it is: one per story, called with
 * the messages in order, by one thread at a time.
 */
public abstract sealed class StoryFrames permits V1Frames, V2Frames {

    /** Only the protocols of this package exist. */
    StoryFrames() {}

    /**
     * Writes one message.
     *
     * @param message the story's next message
     * @return the frames it causes, to be posted in this order, each UTF-8 JSON and below 32 KB; none if the protocol has
     *     no words for the message. The arrays are the caller's
     */
    public abstract List<byte[]> encode(ClientMessage message);

    /** Tells whether it does no harm if this message's frames reach the client twice. */
    abstract boolean isRepeatable(ClientMessage message);

    /** Notes that frames handed out may not have reached the client: what follows must make sense without them. */
    abstract void onLost();
}
