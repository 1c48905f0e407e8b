package dev.storystreamer.protocol;

import dev.storystreamer.core.ClientMessage;
import dev.storystreamer.core.Ending;
import dev.storystreamer.core.ErrorCode;
import dev.storystreamer.core.Receipt;
import dev.storystreamer.core.StopReason;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Frames of protocol 2: what the {@code WebSocketChatTransport} of the Vercel AI SDK reads.
 *
 * <p>Chunks are numbered without a gap, and a client drops a number that it has seen, so every frame is idempotent. Text
 * and reasoning are sent in blocks, of which one is open at a time.
 */
final class V2Frames extends StoryFrames implements ClientMessage.Cases<List<byte[]>> {

    private enum Block {
        TEXT("text"),
        REASONING("reasoning");

        private final String name;

        Block(String name) {
            this.name = name;
        }
    }

    private final String clientRequestId;
    private final String messageId;
    private final String requestId;
    private final boolean showReasoning;

    private Optional<Block> open = Optional.empty();
    private int blocks;
    private long sequence;
    private boolean deliveryFailed;

    /** Begins a story; for the parameters see {@link StoryFrames#v2}. */
    V2Frames(String clientRequestId, String messageId, String requestId, boolean showReasoning) {
        this.clientRequestId = clientRequestId;
        this.messageId = messageId;
        this.requestId = requestId;
        this.showReasoning = showReasoning;
    }

    /** Returns the frame of a request or a story that failed; it is the last one. */
    static FrameWriter error(String clientRequestId, String text, ErrorCode errorCode) {
        return frame("error", clientRequestId)
                .raw(",\"errorText\":")
                .string(text)
                .raw(",\"code\":")
                .string(errorCode.code())
                .raw(",\"retryable\":" + errorCode.isRetryable() + "}");
    }

    /** Returns the reply to a request to resume a story that does not exist. */
    static FrameWriter noActive(String clientRequestId) {
        return frame("no-active", clientRequestId).raw("}");
    }

    private static FrameWriter frame(String type, String clientRequestId) {
        return new FrameWriter()
                .raw("{\"type\":\"" + type + "\",\"requestId\":")
                .string(clientRequestId);
    }

    @Override
    public EncodedMessage encode(ClientMessage message) {
        return new EncodedMessage(message.match(this), true);
    }

    /** A client that finds a gap in the sequence closes its socket, and with it every other story on it. */
    @Override
    public void onDeliveryFailed() {
        deliveryFailed = true;
    }

    @Override
    public List<byte[]> opened() {
        var frames = new ArrayList<byte[]>();
        frames.add(chunk("start")
                .raw(",\"messageId\":")
                .string(messageId)
                .raw("}}")
                .toBytes());
        if (!showReasoning) { // the first block can only be text
            openBlock(Block.TEXT, frames);
        }
        return frames;
    }

    @Override
    public List<byte[]> text(String text) {
        return delta(Block.TEXT, text);
    }

    @Override
    public List<byte[]> reasoning(String text) {
        return showReasoning ? delta(Block.REASONING, text) : List.of();
    }

    private List<byte[]> delta(Block block, String text) {
        if (text.isEmpty() || deliveryFailed) {
            return List.of();
        }
        var frames = new ArrayList<byte[]>();
        openBlock(block, frames);
        frames.add(blockChunk(block, "-delta")
                .raw(",\"delta\":")
                .string(text)
                .raw("}}")
                .toBytes());
        return frames;
    }

    private void openBlock(Block block, List<byte[]> frames) {
        if (open.equals(Optional.of(block))) {
            return;
        }
        closeBlock(frames);
        open = Optional.of(block);
        blocks++;
        frames.add(blockChunk(block, "-start").raw("}}").toBytes());
    }

    private void closeBlock(List<byte[]> frames) {
        open.ifPresent(block -> frames.add(blockChunk(block, "-end").raw("}}").toBytes()));
        open = Optional.empty();
    }

    @Override
    public List<byte[]> emptyDelta() {
        return List.of();
    }

    @Override
    public List<byte[]> other() {
        return List.of();
    }

    @Override
    public List<byte[]> ended(Receipt receipt) {
        Ending ending = receipt.ending();
        if (ending == Ending.GONE) {
            return List.of();
        }
        if (ending == Ending.FINISHED && !deliveryFailed) {
            return finished(receipt);
        }
        if (ending == Ending.STOPPED && !deliveryFailed) {
            return stopped(receipt);
        }
        return List.of(error(clientRequestId, ErrorText.of(receipt, requestId), ErrorText.errorCodeOf(receipt))
                .toBytes());
    }

    private List<byte[]> finished(Receipt receipt) {
        var frames = new ArrayList<byte[]>();
        closeBlock(frames);
        FrameWriter finish = chunk("finish")
                .raw(",\"finishReason\":")
                .string(FinishReasons.of(receipt.stopReason().orElse(StopReason.OTHER)))
                .raw(",\"messageMetadata\":");
        ReceiptJson.write(receipt, finish);
        frames.add(finish.raw("}}").toBytes());
        frames.add(end());
        return frames;
    }

    /** The open block stays open, as in the AI SDK's own streams: its text is not complete. */
    private List<byte[]> stopped(Receipt receipt) {
        return List.of(
                chunk("abort")
                        .raw(",\"reason\":")
                        .string(ErrorText.of(receipt, requestId))
                        .raw("}}")
                        .toBytes(),
                end());
    }

    private byte[] end() {
        return frame("end", clientRequestId).raw("}").toBytes();
    }

    private FrameWriter blockChunk(Block block, String suffix) {
        return chunk(block.name + suffix).raw(",\"id\":\"" + (blocks - 1) + "\"");
    }

    private FrameWriter chunk(String type) {
        return frame("chunk", clientRequestId)
                .raw(",\"sequence\":")
                .number(sequence++)
                .raw(",\"chunk\":{\"type\":\"" + type + "\"");
    }
}
