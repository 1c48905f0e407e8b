package dev.storystreamer.protocol;

import org.jspecify.annotations.Nullable;

/**
 * Parses the requests of both protocols. Thread-safe.
 *
 * <p>A request is one of protocol 2 if it is an object whose {@code type} is {@code send}, {@code resume} or
 * {@code abort}; every other one, valid or not, is one of protocol 1.
 */
public final class ClientRequestParser {

    private final V1Requests v1;
    private final V2Requests v2;

    /**
     * Creates a parser.
     *
     * @param limits limits of a request
     * @param showReasoning whether clients of protocol 2 get the model's reasoning
     */
    public ClientRequestParser(RequestLimits limits, boolean showReasoning) {
        this.v1 = new V1Requests(limits);
        this.v2 = new V2Requests(limits, showReasoning);
    }

    /**
     * Parses one request. Never throws: the result of an invalid request is a {@link ClientRequest.Reply} with an error.
     *
     * @param body the WebSocket message, or null if it had none
     * @param storyId the id of the story; {@code messageId} in protocol 2
     * @param requestId part of an error's text, so that a person can quote it
     * @return the request, or the reply to an invalid one
     */
    public ClientRequest parse(@Nullable String body, String storyId, String requestId) {
        JsonDocument document = JsonDocument.parse(body == null ? "" : body);
        return V2Requests.matches(document) ? v2.parse(document, storyId, requestId) : v1.parse(document, requestId);
    }
}
