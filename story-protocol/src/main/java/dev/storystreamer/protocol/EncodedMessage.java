package dev.storystreamer.protocol;

import static java.util.Objects.requireNonNull;

import java.util.Iterator;

/**
 * One message as frames of a protocol.
 *
 * @param frames UTF-8 JSON, each below 32 KB, to be sent in this order; has none if the message causes no frame. A frame is
 *     encoded by {@link Iterator#next}: only frames that are requested count as part of the story. The arrays belong to
 *     the receiver of this record
 * @param idempotent whether it does no harm if a frame reaches the client twice
 */
public record EncodedMessage(Iterator<byte[]> frames, boolean idempotent) {

    public EncodedMessage {
        requireNonNull(frames, "frames");
    }
}
