package dev.storystreamer.awslocal.faults;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * The faults that can be switched on, each with its effect as AWS would show it. A fault at delta N counts the text deltas
 * of one model call; a fault at post N counts the posts since the client's last message, failed ones included.
 */
public enum Fault {
    MODEL_BUSY("answers 429 ThrottlingException", "error, retryable", Sources.CONVERSE),
    MODEL_BUSY_ONCE(
            1, "answers the first N calls 429 ThrottlingException", "the story, after a delay", Sources.CONVERSE),
    MODEL_NOT_READY("answers 429 ModelNotReadyException", "error, retryable", Sources.CONVERSE),
    MODEL_ACCESS_DENIED("answers 403 AccessDeniedException", "error, not retryable", Sources.CONVERSE),
    MODEL_UNKNOWN("answers 404 ResourceNotFoundException", "error, not retryable", Sources.CONVERSE),
    MODEL_END_OF_LIFE("answers 404, the model has reached its end of life", "error, not retryable", Sources.LIFECYCLE),
    MODEL_REFUSES("answers 400 ValidationException", "error, not retryable", Sources.CONVERSE),
    MODEL_TIMES_OUT("answers 408 ModelTimeoutException", "error, retryable", Sources.CONVERSE),
    MODEL_ERRS("answers 424 ModelErrorException", "error, retryable", Sources.CONVERSE),
    MODEL_BREAKS("answers 500 InternalServerException", "error, retryable", Sources.CONVERSE),
    MODEL_UNAVAILABLE("answers 503 ServiceUnavailableException", "error, retryable", Sources.CONVERSE),
    MODEL_HANGS_UP(
            "closes the connection without a response; over HTTP/2 this ends all calls on it",
            "error, retryable",
            Sources.SDK),
    MODEL_SILENT("answers 200 and then sends nothing", "error after the handler's timeout", Sources.SDK),
    MODEL_STALLS(3, "sends nothing after delta N", "text, then error after the handler's timeout", Sources.SDK),
    MODEL_REASONS("sends reasoning before the text", "the story", Sources.RECORDED),

    STREAM_THROTTLED(3, "throttlingException after delta N", "text, then error", Sources.STREAM),
    STREAM_INTERNAL_ERROR(3, "internalServerException after delta N", "text, then error", Sources.STREAM),
    STREAM_MODEL_ERROR(3, "modelStreamErrorException after delta N", "text, then error", Sources.STREAM),
    STREAM_REFUSED(3, "validationException after delta N", "text, then error", Sources.STREAM),
    STREAM_UNAVAILABLE(3, "serviceUnavailableException after delta N", "text, then error", Sources.STREAM),
    STREAM_UNKNOWN_ERROR(3, "an exception of an unknown type after delta N", "text, then error", Sources.SDK),
    STREAM_DROPPED(3, "ends the connection after delta N", "text, then error", Sources.SDK),
    STREAM_RESET(3, "resets the connection after delta N", "text, then error", Sources.SDK),
    STREAM_TRUNCATED(3, "ends in the middle of the frame after delta N", "text, then error", Sources.SDK),
    STREAM_BAD_CRC(3, "a frame with a wrong checksum after delta N", "text, then error", Sources.SDK),
    STREAM_ENDS_EARLY(
            3, "ends the stream normally after delta N, without messageStop", "text, then error", Sources.SDK),
    CONTENT_FILTERED(3, "stops after delta N with content_filtered", "text, then a normal end", Sources.STOP_REASONS),
    GUARDRAIL_INTERVENED(
            3, "stops after delta N with guardrail_intervened", "text, then a normal end", Sources.STOP_REASONS),
    CUT_BY_MAX_TOKENS(3, "stops after delta N with max_tokens", "text, then a normal end", Sources.STOP_REASONS),

    CLIENT_GONE(
            3,
            "disconnects the client before post N, which gets 410",
            "its connection ends without a close frame",
            Sources.CONNECTIONS),
    CLIENT_STOPS(
            3,
            "delivers the client's abort after post N",
            "v2: text, then abort; v1, which has no abort: the story",
            Sources.PROTOCOL),
    POST_THROTTLED(
            3,
            "answers posts from N on 429 LimitExceededException",
            "the earlier posts, and no end until posts are accepted again",
            Sources.CONNECTIONS),
    POST_THROTTLED_ONCE(3, "answers post N 429 LimitExceededException", "the story", Sources.CONNECTIONS),
    POST_FAILS(
            3,
            "answers posts from N on 500",
            "the earlier posts, and no end until posts are accepted again",
            Sources.CONNECTIONS),
    POST_FAILS_ONCE(3, "answers post N 500", "the story", Sources.CONNECTIONS),
    POST_HANGS(3, "sends no response to post N", "v1: text, then error; v2: the story", Sources.CONNECTIONS),
    POST_FORBIDDEN(
            3,
            "answers posts from N on 403 AccessDeniedException",
            "the earlier posts, and no end",
            Sources.CONNECTIONS),
    POST_TOO_LARGE(3, "answers posts from N on 413", "the earlier posts, and no end", Sources.QUOTAS),

    CONNECT_REFUSED("answers the handshake 401", "HTTP 401, no socket", Sources.RECORDED),
    CONNECT_FAILS("answers the handshake 502", "HTTP 502, no socket", Sources.RECORDED),
    CONNECT_THROTTLED("answers the handshake 429", "HTTP 429, no socket", Sources.QUOTAS),
    MESSAGE_THROTTLED("does not deliver messages", "the error frame Too Many Requests", Sources.QUOTAS),
    MESSAGE_GARBLED(
            "delivers the first half of each message", "error that describes a valid request", Sources.PROTOCOL),
    ROUTE_MISSING("has no route for messages", "the error frame Forbidden", Sources.RECORDED),
    INTEGRATION_FAILS("cannot call the function", "the error frame Internal server error", Sources.RECORDED),
    INTEGRATION_TIMES_OUT(
            "times out at once",
            "the error frame Endpoint request timed out; the story continues if the client stays connected (the AI SDK's does not)",
            Sources.QUOTAS),
    FRAME_TOO_LARGE("handles every message as too large", "closed with 1009", Sources.QUOTAS),
    MESSAGE_NOT_TEXT("handles every message as binary", "closed with 1003", Sources.BINARY),
    IDLE_TIMEOUT(3, "closes the connection before post N as if idle", "closed with 1001", Sources.QUOTAS),
    CONNECTION_EXPIRES(
            3, "closes the connection before post N as if two hours old", "closed with 1001", Sources.QUOTAS),
    FUNCTION_DEADLINE(
            3,
            "sets the function's timeout to N seconds",
            "text, then error or abort before the timeout",
            Sources.LAMBDA);

    private final int defaultPosition;
    private final String effect;
    private final String clientSees;
    private final String source;

    Fault(String effect, String clientSees, String source) {
        this(0, effect, clientSees, source);
    }

    Fault(int defaultPosition, String effect, String clientSees, String source) {
        this.defaultPosition = defaultPosition;
        this.effect = effect;
        this.clientSees = clientSees;
        this.source = source;
    }

    /** {@return the name on a command line, such as {@code model-busy}} */
    public String flag() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Optional<Fault> of(String flag) {
        return Arrays.stream(values())
                .filter(fault -> fault.flag().equals(flag))
                .findFirst();
    }

    /** {@return whether the effect has a position, the N in its description; otherwise it applies at once} */
    public boolean hasPosition() {
        return defaultPosition > 0;
    }

    /** {@return the position unless another is given, at least 1; 0 if the fault has no position} */
    public int defaultPosition() {
        return defaultPosition;
    }

    /** {@return what AWS does, half a sentence} */
    public String effect() {
        return effect;
    }

    /** {@return what the client sees, half a sentence} */
    public String clientSees() {
        return clientSees;
    }

    /** {@return the page of AWS's documentation, or another source of the effect} */
    public String source() {
        return source;
    }

    private static final class Sources {
        private static final String AWS = "https://docs.aws.amazon.com/";
        static final String CONVERSE =
                AWS + "bedrock/latest/APIReference/API_runtime_ConverseStream.html#API_runtime_ConverseStream_Errors";
        static final String STREAM = AWS + "bedrock/latest/APIReference/API_runtime_ConverseStreamOutput.html";
        static final String STOP_REASONS = AWS + "bedrock/latest/APIReference/API_runtime_MessageStopEvent.html";
        static final String LIFECYCLE = AWS + "bedrock/latest/userguide/model-lifecycle.html";
        static final String CONNECTIONS =
                AWS + "apigateway/latest/developerguide/apigateway-how-to-call-websocket-api-connections.html";
        static final String QUOTAS =
                AWS + "apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html";
        static final String BINARY =
                AWS + "apigateway/latest/developerguide/websocket-api-develop-binary-media-types.html";
        static final String LAMBDA = AWS + "lambda/latest/dg/configuration-timeout.html";
        static final String SDK = "observed with the AWS SDK for Java 2.41.18";
        static final String RECORDED = "recordings of real traffic in public repositories";
        static final String PROTOCOL = "the protocol of this project";
    }
}
