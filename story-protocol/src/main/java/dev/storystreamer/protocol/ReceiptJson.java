package dev.storystreamer.protocol;

import dev.storystreamer.core.Receipt;
import dev.storystreamer.core.StopReason;

/**
 * A finished story's receipt as a page gets it ({@code message.metadata}). What is not known is left out. Names and
 * meanings are part of the wire contract.
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
                        json.raw("\"stopReason\":").string(wordOf(reason)).raw(","));
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

    /** Bedrock's own words. */
    private static String wordOf(StopReason reason) {
        return switch (reason) {
            case END_TURN -> "end_turn";
            case STOP_SEQUENCE -> "stop_sequence";
            case MAX_TOKENS -> "max_tokens";
            case CONTEXT_WINDOW_EXCEEDED -> "model_context_window_exceeded";
            case CONTENT_FILTERED -> "content_filtered";
            case GUARDRAIL_INTERVENED -> "guardrail_intervened";
            case OTHER -> "other";
        };
    }
}
