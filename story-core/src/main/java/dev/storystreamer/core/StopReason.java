package dev.storystreamer.core;

/**
 * Why a model stopped speaking.
 *
 * @see <a href="https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_MessageStopEvent.html">Bedrock's
 *     MessageStopEvent</a>
 */
public enum StopReason {
    /** The model had said all. */
    END_TURN,
    /** The model came to a stop sequence of the request. */
    STOP_SEQUENCE,
    /** The limit on output tokens was reached. */
    MAX_TOKENS,
    /** The model's context window was full. */
    CONTEXT_WINDOW_EXCEEDED,
    /** The provider's filter cut the text. */
    CONTENT_FILTERED,
    /** A guardrail of ours intervened. */
    GUARDRAIL_INTERVENED,
    /** Any other reason, those not known yet included. */
    OTHER
}
