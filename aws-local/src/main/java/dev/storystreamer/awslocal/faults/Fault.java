package dev.storystreamer.awslocal.faults;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * What can be made to go wrong, each as AWS would let it go wrong. A fault that happens at a delta counts the text deltas
 * of one model call; one that happens at a post counts the posts since the client's last message, failed ones included.
 */
public enum Fault {
    /** The model has too much to do, at every call. */
    MODEL_BUSY("answers 429 ThrottlingException", "error, worth trying again", Sources.CONVERSE),
    /** The model has too much to do, at the first N calls. */
    MODEL_BUSY_ONCE(
            1, "answers the first N calls 429 ThrottlingException", "the story, a little later", Sources.CONVERSE),
    /** The model is being loaded. */
    MODEL_NOT_READY("answers 429 ModelNotReadyException", "error, worth trying again", Sources.CONVERSE),
    /** The account may not use the model. */
    MODEL_ACCESS_DENIED("answers 403 AccessDeniedException", "error, for good", Sources.CONVERSE),
    /** There is no such model. */
    MODEL_UNKNOWN("answers 404 ResourceNotFoundException", "error, for good", Sources.CONVERSE),
    /** There was such a model. */
    MODEL_END_OF_LIFE("answers 404, the model has reached its end of life", "error, for good", Sources.LIFECYCLE),
    /** The model refuses the request. */
    MODEL_REFUSES("answers 400 ValidationException", "error, for good", Sources.CONVERSE),
    /** The model does not answer in Bedrock's time. */
    MODEL_TIMES_OUT("answers 408 ModelTimeoutException", "error, worth trying again", Sources.CONVERSE),
    /** The model itself fails. */
    MODEL_ERRS("answers 424 ModelErrorException", "error, worth trying again", Sources.CONVERSE),
    /** Bedrock fails. */
    MODEL_BREAKS("answers 500 InternalServerException", "error, worth trying again", Sources.CONVERSE),
    /** Bedrock is away. */
    MODEL_UNAVAILABLE("answers 503 ServiceUnavailableException", "error, worth trying again", Sources.CONVERSE),
    /** Bedrock takes the request and closes the connection. */
    MODEL_HANGS_UP(
            "closes the connection instead of an answer, over HTTP/2 with all calls on it",
            "error, worth trying again",
            Sources.SDK),
    /** The model says nothing at all. */
    MODEL_SILENT("answers 200 and then sends nothing", "error once the handler's patience ends", Sources.SDK),
    /** The model stops speaking. */
    MODEL_STALLS(3, "sends nothing after delta N", "text, then error once the handler's patience ends", Sources.SDK),
    /** The model thinks before it speaks. */
    MODEL_REASONS("sends reasoning before the text", "the story", Sources.RECORDED),

    /** An exception in the stream. */
    STREAM_THROTTLED(3, "throttlingException after delta N", "text, then error", Sources.STREAM),
    /** An exception in the stream. */
    STREAM_INTERNAL_ERROR(3, "internalServerException after delta N", "text, then error", Sources.STREAM),
    /** An exception in the stream. */
    STREAM_MODEL_ERROR(3, "modelStreamErrorException after delta N", "text, then error", Sources.STREAM),
    /** An exception in the stream. */
    STREAM_REFUSED(3, "validationException after delta N", "text, then error", Sources.STREAM),
    /** An exception in the stream. */
    STREAM_UNAVAILABLE(3, "serviceUnavailableException after delta N", "text, then error", Sources.STREAM),
    /** An exception that nobody has heard of. */
    STREAM_UNKNOWN_ERROR(3, "an exception of an unknown type after delta N", "text, then error", Sources.SDK),
    /** The connection ends in the middle, in good order. */
    STREAM_DROPPED(3, "ends the connection after delta N", "text, then error", Sources.SDK),
    /** The connection is reset. */
    STREAM_RESET(3, "resets the connection after delta N", "text, then error", Sources.SDK),
    /** Half a frame. */
    STREAM_TRUNCATED(3, "ends in the middle of the frame after delta N", "text, then error", Sources.SDK),
    /** A frame whose checksum is wrong. */
    STREAM_BAD_CRC(3, "a frame with a wrong checksum after delta N", "text, then error", Sources.SDK),
    /** The stream ends as if nothing were wrong, but the model had not finished. */
    STREAM_ENDS_EARLY(3, "ends well after delta N, without messageStop", "text, then error", Sources.SDK),
    /** The model's output is filtered. */
    CONTENT_FILTERED(
            3, "stops after delta N with content_filtered", "text, then an ordinary end", Sources.STOP_REASONS),
    /** A guardrail intervenes. */
    GUARDRAIL_INTERVENED(
            3, "stops after delta N with guardrail_intervened", "text, then an ordinary end", Sources.STOP_REASONS),
    /** The limit on tokens is reached. */
    CUT_BY_MAX_TOKENS(3, "stops after delta N with max_tokens", "text, then an ordinary end", Sources.STOP_REASONS),

    /** The client leaves in the middle. */
    CLIENT_GONE(3, "cuts the socket before post N, which is answered 410", "its socket breaks", Sources.CONNECTIONS),
    /** The client asks for the story to be stopped; it must have sent a requestId. */
    CLIENT_STOPS(
            3,
            "delivers the client's abort after post N",
            "v2: text, then an abort; v1, which knows no abort: the story",
            Sources.PROTOCOL),
    /** The client is sent too much. */
    POST_THROTTLED(
            3,
            "answers posts from N on 429 LimitExceededException",
            "what was posted before, and no end until posts are taken again",
            Sources.CONNECTIONS),
    /** The client is sent too much, for a moment. */
    POST_THROTTLED_ONCE(3, "answers post N 429 LimitExceededException", "the story", Sources.CONNECTIONS),
    /** The gateway fails. */
    POST_FAILS(
            3,
            "answers posts from N on 500",
            "what was posted before, and no end until posts are taken again",
            Sources.CONNECTIONS),
    /** The gateway fails, for a moment. */
    POST_FAILS_ONCE(3, "answers post N 500", "the story", Sources.CONNECTIONS),
    /** The gateway does not answer a post. */
    POST_HANGS(3, "never answers post N", "v1: text, then error; v2: the story", Sources.CONNECTIONS),
    /** The function may not post. */
    POST_FORBIDDEN(
            3,
            "answers posts from N on 403 AccessDeniedException",
            "what was posted before, and no end",
            Sources.CONNECTIONS),
    /** A post is too large. */
    POST_TOO_LARGE(3, "answers posts from N on 413", "what was posted before, and no end", Sources.QUOTAS),

    /** The handshake is not authorised. */
    CONNECT_REFUSED("answers the handshake 401", "HTTP 401, no socket", Sources.RECORDED),
    /** The function fails at the handshake. */
    CONNECT_FAILS("answers the handshake 502", "HTTP 502, no socket", Sources.RECORDED),
    /** There are too many handshakes. */
    CONNECT_THROTTLED("answers the handshake 429", "HTTP 429, no socket", Sources.QUOTAS),
    /** There are too many messages. */
    MESSAGE_THROTTLED("does not deliver messages", "the gateway's Too Many Requests", Sources.QUOTAS),
    /** Half of the message is lost, so that it is no request any more. */
    MESSAGE_GARBLED("delivers the first half of each message", "error that says what to send", Sources.PROTOCOL),
    /** A message takes no route. */
    ROUTE_MISSING("has no route for messages", "the gateway's Forbidden", Sources.RECORDED),
    /** The function fails before it could say so. */
    INTEGRATION_FAILS("cannot call the function", "the gateway's Internal server error", Sources.RECORDED),
    /** The 29 seconds are over. */
    INTEGRATION_TIMES_OUT(
            "gives up waiting at once",
            "the gateway's Endpoint request timed out; the story goes on, for a client that stays (the AI SDK's leaves)",
            Sources.QUOTAS),
    /** A message is larger than a frame may be. */
    FRAME_TOO_LARGE("takes every message for too large", "closed with 1009", Sources.QUOTAS),
    /** A message is not text. */
    MESSAGE_NOT_TEXT("takes every message for binary", "closed with 1003", Sources.BINARY),
    /** Ten minutes of silence. */
    IDLE_TIMEOUT(3, "closes the connection before post N as if idle", "closed with 1001", Sources.QUOTAS),
    /** Two hours of connection. */
    CONNECTION_EXPIRES(
            3, "closes the connection before post N as if two hours old", "closed with 1001", Sources.QUOTAS),
    /** The invocation has little time. */
    FUNCTION_DEADLINE(
            3, "gives the function N seconds", "text, then error or abort before they are over", Sources.LAMBDA);

    private final int defaultPosition;
    private final String happens;
    private final String clientSees;
    private final String source;

    Fault(String happens, String clientSees, String source) {
        this(0, happens, clientSees, source);
    }

    Fault(int defaultPosition, String happens, String clientSees, String source) {
        this.defaultPosition = defaultPosition;
        this.happens = happens;
        this.clientSees = clientSees;
        this.source = source;
    }

    /**
     * Gives the fault's name on a command line.
     *
     * @return such as {@code model-busy}
     */
    public String flag() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * Finds a fault by its name.
     *
     * @param flag such as {@code model-busy}
     * @return the fault, if there is one of that name
     */
    public static Optional<Fault> of(String flag) {
        return Arrays.stream(values())
                .filter(fault -> fault.flag().equals(flag))
                .findFirst();
    }

    /**
     * Tells whether it happens at a certain place, the N of its description.
     *
     * @return false if it happens at once
     */
    public boolean hasPosition() {
        return defaultPosition > 0;
    }

    /**
     * Gives the place where it happens unless told otherwise.
     *
     * @return at least 1; 0 if it has no place
     */
    public int defaultPosition() {
        return defaultPosition;
    }

    /**
     * Says what AWS then does.
     *
     * @return half a sentence
     */
    public String effect() {
        return happens;
    }

    /**
     * Says what the client then sees.
     *
     * @return half a sentence
     */
    public String clientSees() {
        return clientSees;
    }

    /**
     * Says who says so.
     *
     * @return a page of AWS's documentation, or what else it is known from
     */
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
        static final String SDK = "what the AWS SDK for Java 2.41.18 was seen to meet";
        static final String RECORDED = "recordings of real traffic in public repositories";
        static final String PROTOCOL = "the protocol of this project";
    }
}
