package dev.storystreamer.protocol;

import dev.storystreamer.core.ClientMessage;
import dev.storystreamer.core.Ending;
import dev.storystreamer.core.ErrorCode;
import dev.storystreamer.core.Receipt;
import dev.storystreamer.core.StopReason;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Frames of protocol 2: what the {@code WebSocketChatTransport} of the Vercel AI SDK reads.
 *
 * <p>Chunks are numbered without a gap, and a client drops a number that it has seen, so every frame is idempotent. Text
 * and reasoning are sent in blocks, of which one is open at a time.
 */
final class V2Frames extends StoryFrames implements ClientMessage.Cases<Iterator<byte[]>> {

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

    private @Nullable Block open;
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
                .field("errorText", text)
                .field("code", errorCode.code())
                .raw(",\"retryable\":" + errorCode.isRetryable() + "}");
    }

    /** Returns the reply to a request to resume a story that does not exist. */
    static FrameWriter noActive(String clientRequestId) {
        return frame("no-active", clientRequestId).raw("}");
    }

    private static FrameWriter frame(String type, String clientRequestId) {
        return new FrameWriter().raw("{\"type\":\"" + type + "\"").field("requestId", clientRequestId);
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

    private static Iterator<byte[]> frames(List<Supplier<byte[]>> encoders) {
        return new LazyFrames<>(encoders.iterator(), Supplier::get);
    }

    private static Iterator<byte[]> noFrames() {
        return Collections.emptyIterator();
    }

    @Override
    public Iterator<byte[]> opened() {
        return showReasoning
                ? frames(List.of(this::start))
                : frames(List.of(this::start, () -> openBlock(Block.TEXT))); // the first block can only be text
    }

    private byte[] start() {
        return chunk("start").field("messageId", messageId).raw("}}").toBytes();
    }

    @Override
    public Iterator<byte[]> text(String text) {
        return deltas(Block.TEXT, text);
    }

    @Override
    public Iterator<byte[]> reasoning(String text) {
        return showReasoning ? deltas(Block.REASONING, text) : noFrames();
    }

    private Iterator<byte[]> deltas(Block block, String text) {
        return text.isEmpty() || deliveryFailed ? noFrames() : new Deltas(block, new FrameSplitter(text));
    }

    /** The pieces of one text, after the frames that open its block if it is not open. */
    private final class Deltas implements Iterator<byte[]> {

        private final Block block;
        private final FrameSplitter pieces;

        Deltas(Block block, FrameSplitter pieces) {
            this.block = block;
            this.pieces = pieces;
        }

        @Override
        public boolean hasNext() {
            return pieces.hasNext();
        }

        @Override
        public byte[] next() {
            if (open == block) {
                String piece = pieces.next();
                return blockChunk(block, "-delta")
                        .field("delta", piece)
                        .raw("}}")
                        .toBytes();
            }
            return open == null ? openBlock(block) : closeBlock(open);
        }
    }

    private byte[] openBlock(Block block) {
        open = block;
        blocks++;
        return blockChunk(block, "-start").raw("}}").toBytes();
    }

    private byte[] closeBlock(Block block) {
        open = null;
        return blockChunk(block, "-end").raw("}}").toBytes();
    }

    @Override
    public Iterator<byte[]> emptyDelta() {
        return noFrames();
    }

    @Override
    public Iterator<byte[]> other() {
        return noFrames();
    }

    @Override
    public Iterator<byte[]> ended(Receipt receipt) {
        Ending ending = receipt.ending();
        if (ending == Ending.GONE) {
            return noFrames();
        }
        if (ending == Ending.FINISHED && !deliveryFailed) {
            Block last = open;
            return last == null
                    ? frames(List.of(() -> finish(receipt), this::end))
                    : frames(List.of(() -> closeBlock(last), () -> finish(receipt), this::end));
        }
        if (ending == Ending.STOPPED && !deliveryFailed) {
            // The open block stays open, as in the AI SDK's own streams: its text is not complete.
            return frames(List.of(() -> abort(receipt), this::end));
        }
        FrameWriter error = error(clientRequestId, ErrorText.of(receipt, requestId), ErrorText.errorCodeOf(receipt));
        return frames(List.of(error::toBytes));
    }

    private byte[] finish(Receipt receipt) {
        FrameWriter finish = chunk("finish")
                .field("finishReason", FinishReasons.of(receipt.stopReason().orElse(StopReason.OTHER)))
                .raw(",\"messageMetadata\":");
        ReceiptJson.write(receipt, finish);
        return finish.raw("}}").toBytes();
    }

    private byte[] abort(Receipt receipt) {
        String reason = ErrorText.of(receipt, requestId);
        return chunk("abort").field("reason", reason).raw("}}").toBytes();
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
