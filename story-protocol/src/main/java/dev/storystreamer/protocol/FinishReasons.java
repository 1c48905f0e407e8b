package dev.storystreamer.protocol;

import dev.storystreamer.core.StopReason;

/** How the AI SDK names the reasons for which a model stops. */
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
