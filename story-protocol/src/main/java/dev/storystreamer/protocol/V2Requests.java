package dev.storystreamer.protocol;

import com.google.gson.JsonObject;
import dev.storystreamer.core.ErrorCode;
import dev.storystreamer.core.StoryRequest;
import dev.storystreamer.protocol.InvalidRequestException.Advice;
import java.util.Optional;
import java.util.Set;

/**
 * Parses requests of protocol 2: what the {@code WebSocketChatTransport} of the Vercel AI SDK sends.
 *
 * <p>The reply to an invalid request is an error frame with the {@code requestId} of the request: on a frame without one
 * the client closes its socket, and every story on it fails. If the request has none, the reply has an empty one, which
 * the client ignores as it ignores all ids that it does not know.
 */
final class V2Requests {

    private static final Set<String> TYPES = Set.of("send", "resume", "abort");
    private static final Set<String> TRIGGERS = Set.of("submit-message", "regenerate-message");

    /** Characters of an id that the client chose. */
    static final int MAX_ID_LENGTH = 128;

    /** The longest invalid id that a reply repeats, in bytes of JSON: with the longest error text, a frame below 32 KB. */
    private static final int MAX_ECHO_BYTES = 24 * 1024;

    private final UiMessageReader messages;
    private final boolean showReasoning;

    V2Requests(RequestLimits limits, boolean showReasoning) {
        this.messages = new UiMessageReader(limits.maxConversationLength());
        this.showReasoning = showReasoning;
    }

    /** Returns whether a document is a request of this protocol, valid or not: its type decides. */
    static boolean matches(JsonDocument document) {
        return JsonFields.text(document.fields(), "type")
                .filter(TYPES::contains)
                .isPresent();
    }

    ClientRequest parse(JsonDocument document, String storyId, String requestId) {
        JsonObject fields = document.fields();
        try {
            String clientRequestId = id(fields, "requestId");
            if (!document.isValid()) {
                throw new InvalidRequestException(Advice.NOT_JSON, "");
            }
            return switch (JsonFields.text(fields, "type").orElseThrow()) {
                case "send" -> send(fields, clientRequestId, storyId, requestId);
                case "resume" -> resume(fields, clientRequestId);
                default -> new ClientRequest.Abort(clientRequestId);
            };
        } catch (InvalidRequestException invalid) {
            return error(invalid, fields, requestId);
        }
    }

    private static ClientRequest error(InvalidRequestException invalid, JsonObject fields, String requestId) {
        String text = ErrorText.of(invalid.sentences(), requestId);
        String frame = V2Frames.error(idForReply(fields), text, ErrorCode.INVALID_REQUEST)
                .toString();
        return new ClientRequest.Reply(frame, true, Optional.of(ErrorCode.INVALID_REQUEST));
    }

    private static String idForReply(JsonObject fields) {
        return JsonFields.text(fields, "requestId")
                .filter(id -> FrameSplitter.endOfPiece(id, 0, MAX_ECHO_BYTES) == id.length())
                .orElse("");
    }

    private ClientRequest send(JsonObject fields, String clientRequestId, String storyId, String requestId)
            throws InvalidRequestException {
        checkEnvelope(fields);
        if (JsonFields.text(fields, "trigger").filter(TRIGGERS::contains).isEmpty()) {
            throw new InvalidRequestException(Advice.WRONG_TYPE, "trigger", "submit-message or regenerate-message");
        }
        if (!JsonFields.isAbsent(fields, "messageId")
                && JsonFields.text(fields, "messageId").isEmpty()) {
            throw new InvalidRequestException(Advice.WRONG_TYPE, "messageId", "text, or leave it out");
        }
        StoryRequest story = messages.read(fields);
        return new ClientRequest.Start(
                story, Optional.of(clientRequestId), new V2Frames(clientRequestId, storyId, requestId, showReasoning));
    }

    /** Ended stories are not stored, so there is never one to resume. */
    private static ClientRequest resume(JsonObject fields, String clientRequestId) throws InvalidRequestException {
        checkEnvelope(fields);
        if (!JsonFields.isAbsent(fields, "lastSequence")
                && JsonFields.number(fields, "lastSequence")
                        .filter(V2Requests::isSequence)
                        .isEmpty()) {
            throw new InvalidRequestException(
                    Advice.WRONG_TYPE, "lastSequence", "a whole number from 0 up, or leave it out");
        }
        return new ClientRequest.Reply(V2Frames.noActive(clientRequestId).toString(), true, Optional.empty());
    }

    /** JavaScript's safe integers. */
    private static boolean isSequence(double number) {
        return number >= 0 && number < 0x1p53 && number == Math.rint(number);
    }

    private static void checkEnvelope(JsonObject fields) throws InvalidRequestException {
        id(fields, "id");
        for (String field : new String[] {"headers", "body"}) {
            if (!JsonFields.isAbsent(fields, field) && !JsonFields.isObject(fields, field)) {
                throw new InvalidRequestException(Advice.WRONG_TYPE, field, "an object, or leave it out");
            }
        }
    }

    /** Reads an id that the client chose, of the request or of the chat. */
    private static String id(JsonObject fields, String field) throws InvalidRequestException {
        return JsonFields.text(fields, field)
                .filter(id -> !id.isEmpty() && id.length() <= MAX_ID_LENGTH)
                .filter(id -> id.chars().allMatch(c -> c >= ' ' && c <= '~'))
                .orElseThrow(() -> new InvalidRequestException(Advice.INVALID_ID, field));
    }
}
