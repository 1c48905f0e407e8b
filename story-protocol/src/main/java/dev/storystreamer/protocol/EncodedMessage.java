package dev.storystreamer.protocol;

import java.util.List;

/**
 * One message as frames of a protocol.
 *
 * @param frames UTF-8 JSON, each below 32 KB, to be sent in this order; empty if the message causes no frame. The arrays
 *     belong to the receiver of this record
 * @param idempotent whether it does no harm if a frame reaches the client twice
 */
public record EncodedMessage(List<byte[]> frames, boolean idempotent) {

    public EncodedMessage {
        frames = List.copyOf(frames);
    }
}
