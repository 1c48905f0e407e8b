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
 * The second protocol: what the {@code WebSocketChatTransport} of the Vercel AI SDK reads. Frames are numbered without a
 * gap, so a client drops what it has already seen; text and reasoning stand in blocks, one open at a time.
 */
final class V2Frames extends StoryFrames implements ClientMessage.Cases<List<byte[]>> {

    private static final int ENVELOPE_BYTES = 512;

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
    private boolean lost;

    /**
     * Begins a story.
     *
     * @param clientRequestId the client's name for the request, on every frame
     * @param messageId names the answer in the client's conversation
     * @param requestId what a person quotes when something goes wrong
     * @param showReasoning whether the model's thoughts are sent
     */
    V2Frames(String clientRequestId, String messageId, String requestId, boolean showReasoning) {
        this.clientRequestId = clientRequestId;
        this.messageId = messageId;
        this.requestId = requestId;
        this.showReasoning = showReasoning;
    }

    /** The frame of a request or a story that failed; nothing follows it. */
    static FrameWriter error(String clientRequestId, String text, ErrorCode errorCode) {
        return frame("error", clientRequestId, text.length())
                .raw(",\"errorText\":")
                .string(text)
                .raw(",\"code\":")
                .string(errorCode.code())
                .raw(",\"retryable\":" + errorCode.isRetryable() + "}");
    }

    /** The answer to a request to resume what is not there. */
    static FrameWriter noActive(String clientRequestId) {
        return frame("no-active", clientRequestId, 0).raw("}");
    }

    private static FrameWriter frame(String type, String clientRequestId, int contentLength) {
        return new FrameWriter(ENVELOPE_BYTES + contentLength)
                .raw("{\"type\":\"" + type + "\",\"requestId\":")
                .string(clientRequestId);
    }

    @Override
    public List<byte[]> encode(ClientMessage message) {
        return message.match(this);
    }

    /** A client that finds a number missing closes its socket, and with it every story there. */
    @Override
    public void onLost() {
        lost = true;
    }

    @Override
    public boolean isRepeatable(ClientMessage message) {
        return true;
    }

    @Override
    public List<byte[]> opened() {
        var frames = new ArrayList<byte[]>();
        frames.add(chunk("start", 0)
                .raw(",\"messageId\":")
                .string(messageId)
                .raw("}}")
                .toBytes());
        if (!showReasoning) { // text is the first thing there can be
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
        if (text.isEmpty() || lost) {
            return List.of();
        }
        var frames = new ArrayList<byte[]>();
        openBlock(block, frames);
        frames.add(chunk(block.name + "-delta", text.length())
                .raw(",\"id\":\"" + (blocks - 1) + "\",\"delta\":")
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
        frames.add(boundary(block, "-start"));
    }

    private void closeBlock(List<byte[]> frames) {
        open.ifPresent(block -> frames.add(boundary(block, "-end")));
        open = Optional.empty();
    }

    private byte[] boundary(Block block, String edge) {
        return chunk(block.name + edge, 0)
                .raw(",\"id\":\"" + (blocks - 1) + "\"}}")
                .toBytes();
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
        if (ending == Ending.FINISHED && !lost) {
            return finished(receipt);
        }
        if (ending == Ending.STOPPED && !lost) {
            return stopped(receipt);
        }
        return List.of(error(clientRequestId, ErrorText.of(receipt, requestId), ErrorText.errorCodeOf(receipt))
                .toBytes());
    }

    private List<byte[]> finished(Receipt receipt) {
        var frames = new ArrayList<byte[]>();
        closeBlock(frames);
        FrameWriter finish = chunk("finish", 0)
                .raw(",\"finishReason\":")
                .string(FinishReasons.of(receipt.stopReason().orElse(StopReason.OTHER)))
                .raw(",\"messageMetadata\":");
        ReceiptJson.write(receipt, finish);
        frames.add(finish.raw("}}").toBytes());
        frames.add(end());
        return frames;
    }

    /** The open block stays open, as in the AI SDK's own streams: what was being said was not said to its end. */
    private List<byte[]> stopped(Receipt receipt) {
        return List.of(
                chunk("abort", 0)
                        .raw(",\"reason\":")
                        .string(ErrorText.of(receipt, requestId))
                        .raw("}}")
                        .toBytes(),
                end());
    }

    private byte[] end() {
        return frame("end", clientRequestId, 0).raw("}").toBytes();
    }

    private FrameWriter chunk(String type, int contentLength) {
        return frame("chunk", clientRequestId, contentLength)
                .raw(",\"sequence\":")
                .number(sequence++)
                .raw(",\"chunk\":{\"type\":\"" + type + "\"");
    }
}
