package dev.storystreamer.core;

import java.util.Arrays;
import java.util.Locale;

/**
 * Why a model stopped.
 *
 * @see <a href="https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_MessageStopEvent.html">Bedrock's
 *     MessageStopEvent</a>
 */
public enum StopReason {
    /** The answer is complete. */
    END_TURN("end_turn"),
    /** The model produced a stop sequence of the request. */
    STOP_SEQUENCE("stop_sequence"),
    /** The limit on output tokens was reached. */
    MAX_TOKENS("max_tokens"),
    /** The model's context window was full. */
    CONTEXT_WINDOW_EXCEEDED("model_context_window_exceeded"),
    /** The provider's content filter cut the text. */
    CONTENT_FILTERED("content_filtered"),
    /** A guardrail of this service intervened. */
    GUARDRAIL_INTERVENED("guardrail_intervened"),
    /** Any other reason. */
    OTHER("other");

    private final String wireName;

    StopReason(String wireName) {
        this.wireName = wireName;
    }

    /** {@return the name that Bedrock and protocol 2 use, such as {@code end_turn}; part of the wire contract} */
    public String wireName() {
        return wireName;
    }

    /** {@return the name in the log, such as {@code context_window_exceeded}} */
    public String logName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** {@return the reason with this {@link #wireName}; {@link #OTHER} if there is none} */
    public static StopReason of(String wireName) {
        return Arrays.stream(values())
                .filter(reason -> reason.wireName.equals(wireName))
                .findFirst()
                .orElse(OTHER);
    }
}
