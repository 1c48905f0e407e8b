package dev.storystreamer.protocol;

import dev.storystreamer.core.ClientMessage;
import dev.storystreamer.core.Ending;
import dev.storystreamer.core.Receipt;
import java.util.List;

/** The first protocol: {@code {"type":…,"message":…}}, byte for byte, and one error frame that is always the last. */
final class V1Frames extends StoryFrames implements ClientMessage.Cases<List<byte[]>> {

    private static final int ENVELOPE_BYTES = 64;

    private final String requestId;

    V1Frames(String requestId) {
        this.requestId = requestId;
    }

    /** The frame of a request or a story that failed. */
    static FrameWriter error(String text) {
        return new FrameWriter(ENVELOPE_BYTES + text.length())
                .raw("{\"type\":\"error\",\"message\":")
                .string(text)
                .raw("}");
    }

    @Override
    public List<byte[]> encode(ClientMessage message) {
        return message.match(this);
    }

    /** A client cannot tell a frame from its repeat; but before the first word, one frame more says nothing. */
    @Override
    public boolean isRepeatable(ClientMessage message) {
        return message instanceof ClientMessage.Opened;
    }

    @Override
    public void onLost() {} // no frame refers to another

    @Override
    public List<byte[]> opened() {
        return other();
    }

    @Override
    public List<byte[]> text(String text) {
        return List.of(new FrameWriter(ENVELOPE_BYTES + text.length())
                .raw("{\"type\":\"text\",\"message\":")
                .string(text)
                .raw("}")
                .toBytes());
    }

    @Override
    public List<byte[]> reasoning(String text) {
        return List.of();
    }

    @Override
    public List<byte[]> emptyDelta() {
        return List.of(new FrameWriter(ENVELOPE_BYTES)
                .raw("{\"type\":\"message\",\"message\":\"\"}")
                .toBytes());
    }

    @Override
    public List<byte[]> other() {
        return List.of(new FrameWriter(ENVELOPE_BYTES)
                .raw("{\"type\":\"other\",\"message\":null}")
                .toBytes());
    }

    @Override
    public List<byte[]> ended(Receipt receipt) {
        if (receipt.ending() == Ending.FINISHED || receipt.ending() == Ending.GONE) {
            return List.of();
        }
        return List.of(error(ErrorText.of(receipt, requestId)).toBytes());
    }
}
