package dev.storystreamer.protocol;

import dev.storystreamer.core.ClientMessage;
import java.util.List;

/**
 * Writes one story's messages as frames of its protocol. Remembers where in the story it is: one per story, called with
 * the messages in order, by one thread at a time.
 */
public abstract sealed class StoryFrames permits V1Frames, V2Frames {

    StoryFrames() {}

    /**
     * Creates the frames of one story in protocol 1.
     *
     * @param requestId part of an error's text, so that a person can quote it
     * @return the frames of one story
     */
    public static StoryFrames v1(String requestId) {
        return new V1Frames(requestId);
    }

    /**
     * Creates the frames of one story in protocol 2.
     *
     * @param clientRequestId the client's id of the request; on every frame
     * @param messageId the id of the answer in the client's conversation
     * @param requestId part of an error's text, so that a person can quote it
     * @param showReasoning whether reasoning is sent
     * @return the frames of one story
     */
    public static StoryFrames v2(String clientRequestId, String messageId, String requestId, boolean showReasoning) {
        return new V2Frames(clientRequestId, messageId, requestId, showReasoning);
    }

    /**
     * Writes one message.
     *
     * @param message the story's next message
     * @return the frames it causes, to be posted in this order, each UTF-8 JSON and below 32 KB; none if the protocol has
     *     no words for the message. The arrays are the caller's
     */
    public abstract List<byte[]> encode(ClientMessage message);

    /** Tells whether it does no harm if this message's frames reach the client twice. */
    public abstract boolean isRepeatable(ClientMessage message);

    /** Notes that frames handed out may not have reached the client: what follows must make sense without them. */
    public abstract void onLost();
}
