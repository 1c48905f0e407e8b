package dev.storystreamer.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.storystreamer.core.ClientMessage;
import dev.storystreamer.core.Ending;
import dev.storystreamer.core.Receipt;
import java.util.Collections;
import java.util.List;

/**
 * Frames of protocol 1: {@code {"type":…,"message":…}}. An error frame is always the last one.
 *
 * <p>A client cannot detect that a frame is repeated, so only the opening frame is idempotent: it carries no text.
 */
final class V1Frames extends StoryFrames implements ClientMessage.Cases<EncodedMessage> {

    private static final EncodedMessage NO_FRAMES = new EncodedMessage(Collections.emptyIterator(), false);
    private static final String OTHER = "{\"type\":\"other\",\"message\":null}";

    private final String requestId;

    V1Frames(String requestId) {
        this.requestId = requestId;
    }

    /** Returns the frame of a request or a story that failed. */
    static String error(String text) {
        return frame("error", text);
    }

    private static String frame(String type, String text) {
        return new FrameWriter()
                .raw("{\"type\":\"" + type + "\",\"message\":")
                .string(text)
                .raw("}")
                .toString();
    }

    private static EncodedMessage encoded(String frame, boolean idempotent) {
        return new EncodedMessage(List.of(frame.getBytes(UTF_8)).iterator(), idempotent);
    }

    @Override
    public EncodedMessage encode(ClientMessage message) {
        return message.match(this);
    }

    @Override
    public void onDeliveryFailed() {} // no frame refers to another

    @Override
    public EncodedMessage opened() {
        return encoded(OTHER, true);
    }

    @Override
    public EncodedMessage text(String text) {
        return new EncodedMessage(
                new LazyFrames<>(
                        new FrameSplitter(text), piece -> frame("text", piece).getBytes(UTF_8)),
                false);
    }

    @Override
    public EncodedMessage reasoning(String text) {
        return NO_FRAMES;
    }

    @Override
    public EncodedMessage emptyDelta() {
        return encoded(frame("message", ""), false);
    }

    @Override
    public EncodedMessage other() {
        return encoded(OTHER, false);
    }

    @Override
    public EncodedMessage ended(Receipt receipt) {
        return receipt.ending() == Ending.FINISHED || receipt.ending() == Ending.GONE
                ? NO_FRAMES
                : encoded(error(ErrorText.of(receipt, requestId)), false);
    }
}
