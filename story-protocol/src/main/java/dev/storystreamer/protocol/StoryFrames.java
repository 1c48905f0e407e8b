package dev.storystreamer.protocol;

import dev.storystreamer.core.ClientMessage;
import java.util.Iterator;
import java.util.function.Function;

/**
 * Encodes the messages of one story as frames of one protocol. Stateful: one instance per story, called with the messages
 * in order, by one thread at a time, which also iterates over the frames.
 */
public abstract sealed class StoryFrames permits V1Frames, V2Frames {

    StoryFrames() {}

    /** {@return the frames of one story in protocol 1; an error's text contains the request id} */
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
     */
    public static StoryFrames v2(String clientRequestId, String messageId, String requestId, boolean showReasoning) {
        return new V2Frames(clientRequestId, messageId, requestId, showReasoning);
    }

    /**
     * Encodes the next message of the story. Each frame is encoded when it is requested from the iterator; one that is
     * never requested has no effect on the frames of later messages. Call this method only after the last request for a
     * frame of the message before.
     *
     * @param message the next message
     * @return its frames, if it has any in this protocol, and whether they may be sent twice
     */
    public abstract EncodedMessage encode(ClientMessage message);

    /**
     * Reports that some frames of the latest message may not have reached the client. Messages that follow are encoded so
     * that the client can still read them: protocol 2 sends no more chunks, which would leave a gap in the sequence, and
     * ends the story with an error frame.
     */
    public abstract void onDeliveryFailed();

    /** Frames of one message, each encoded from its part when it is requested. */
    record LazyFrames<T>(Iterator<T> parts, Function<? super T, byte[]> encoder) implements Iterator<byte[]> {

        @Override
        public boolean hasNext() {
            return parts.hasNext();
        }

        @Override
        public byte[] next() {
            return encoder.apply(parts.next());
        }
    }
}
