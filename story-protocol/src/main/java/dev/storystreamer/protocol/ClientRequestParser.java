package dev.storystreamer.protocol;

import org.jspecify.annotations.Nullable;

/**
 * Reads what a client asks, in either protocol. Thread-safe.
 *
 * <p>A request is of the second protocol if it is an object whose {@code type} is {@code send}, {@code resume} or
 * {@code abort}, and of the first otherwise, nonsense included.
 */
public final class ClientRequestParser {

    private final V1Requests v1;
    private final V2Requests v2;

    /**
     * Creates a parser.
     *
     * @param limits how much a client may ask
     * @param showReasoning whether clients of the second protocol are sent what the model thinks
     */
    public ClientRequestParser(RequestLimits limits, boolean showReasoning) {
        this.v1 = new V1Requests(limits);
        this.v2 = new V2Requests(limits, showReasoning);
    }

    /**
     * Reads one request. Never throws: what cannot be answered becomes a {@link ClientRequest.Reply} that tells a person
     * what to send.
     *
     * @param body the WebSocket message as it came, or null if there was none
     * @param storyId the story's name, which the second protocol gives to the answer ({@code messageId})
     * @param requestId what a person can quote to whoever runs the service; part of every error's text
     * @return what is asked
     */
    public ClientRequest parse(@Nullable String body, String storyId, String requestId) {
        JsonDocument document = JsonDocument.read(body == null ? "" : body);
        return V2Requests.speaks(document) ? v2.parse(document, storyId, requestId) : v1.parse(document, requestId);
    }
}
