package dev.storystreamer.protocol;

import dev.storystreamer.core.StopReason;

/** The AI SDK's finish reasons, by stop reason. */
final class FinishReasons {

    private FinishReasons() {}

    static String of(StopReason reason) {
        return switch (reason) {
            case END_TURN, STOP_SEQUENCE -> "stop";
            case MAX_TOKENS, CONTEXT_WINDOW_EXCEEDED -> "length";
            case CONTENT_FILTERED, GUARDRAIL_INTERVENED -> "content-filter";
            case OTHER -> "other";
        };
    }
}
