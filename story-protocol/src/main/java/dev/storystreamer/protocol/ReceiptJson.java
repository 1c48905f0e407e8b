package dev.storystreamer.protocol;

import dev.storystreamer.core.Receipt;

/**
 * Writes the receipt of a finished story as JSON, which the AI SDK gives to the page as {@code message.metadata}. Unknown
 * values are left out. Names and meanings are part of the wire contract.
 */
final class ReceiptJson {

    private ReceiptJson() {}

    static void write(Receipt receipt, FrameWriter json) {
        json.raw("{");
        receipt.usage()
                .ifPresent(usage -> json.raw("\"usage\":{\"inputTokens\":")
                        .number(usage.inputTokens())
                        .raw(",\"outputTokens\":")
                        .number(usage.outputTokens())
                        .raw("},"));
        receipt.stopReason()
                .ifPresent(reason ->
                        json.raw("\"stopReason\":").string(reason.wireName()).raw(","));
        receipt.modelFirstDelta().ifPresent(time -> number(json, "modelFirstDeltaMs", time.toMillis()));
        receipt.clientFirstText().ifPresent(time -> number(json, "clientFirstTextMs", time.toMillis()));
        number(json, "deltas", receipt.deltas());
        number(json, "posts", receipt.posts());
        number(json, "bytes", receipt.bytes());
        number(json, "modelRetries", receipt.modelRetries());
        number(json, "postRetries", receipt.postRetries());
        json.raw("\"durationMs\":").number(receipt.duration().toMillis()).raw("}");
    }

    private static void number(FrameWriter json, String name, long value) {
        json.raw("\"" + name + "\":").number(value).raw(",");
    }
}
