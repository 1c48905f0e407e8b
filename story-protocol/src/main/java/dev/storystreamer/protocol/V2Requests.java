package dev.storystreamer.protocol;

import com.google.gson.JsonObject;
import dev.storystreamer.core.ErrorCode;
import dev.storystreamer.core.JsonText;
import dev.storystreamer.core.StoryRequest;
import java.util.Optional;
import java.util.Set;

/**
 * Requests of the second protocol: what the {@code WebSocketChatTransport} of the Vercel AI SDK sends.
 *
 * <p>Whatever is wrong is answered by an error frame that names the request, for a frame that names none closes the
 * client's socket and fails every story on it. A request that has no name of its own is answered under the empty name,
 * which the client ignores, as it ignores every name that it does not know.
 */
final class V2Requests {

    private static final Set<String> TYPES = Set.of("send", "resume", "abort");
    private static final Set<String> TRIGGERS = Set.of("submit-message", "regenerate-message");

    /** The longest name that is sent back, in bytes of JSON: with the longest sentence it stays below 32 KB. */
    private static final int MAX_ECHO_BYTES = 24 * 1024;

    private final UiMessageReader conversations;
    private final boolean showReasoning;

    V2Requests(RequestLimits limits, boolean showReasoning) {
        this.conversations = new UiMessageReader(limits.maxConversationLength());
        this.showReasoning = showReasoning;
    }

    /** Whether these are requests of this protocol: by their type alone, flawed or not. */
    static boolean speaks(JsonDocument document) {
        return JsonFields.text(document.fields(), "type")
                .filter(TYPES::contains)
                .isPresent();
    }

    ClientRequest parse(JsonDocument document, String storyId, String requestId) {
        JsonObject fields = document.fields();
        try {
            String clientRequestId = ClientName.in(fields, "requestId");
            if (!document.isWhole()) {
                throw InvalidRequestException.notJson("");
            }
            return switch (JsonFields.text(fields, "type").orElseThrow()) {
                case "send" -> send(fields, clientRequestId, storyId, requestId);
                case "resume" -> resume(fields, clientRequestId);
                default -> new ClientRequest.Abort(clientRequestId);
            };
        } catch (InvalidRequestException refusal) {
            return refused(refusal, fields, requestId);
        }
    }

    private static ClientRequest refused(InvalidRequestException refusal, JsonObject fields, String requestId) {
        String text = ErrorText.of(refusal.sentences(), requestId);
        String frame =
                V2Frames.error(echo(fields), text, ErrorCode.INVALID_REQUEST).toString();
        return new ClientRequest.Reply(frame, true, Optional.of(ErrorCode.INVALID_REQUEST));
    }

    private static String echo(JsonObject fields) {
        return JsonFields.text(fields, "requestId")
                .filter(name -> JsonText.prefixWithin(name, MAX_ECHO_BYTES) == name.length())
                .orElse("");
    }

    private ClientRequest send(JsonObject fields, String clientRequestId, String storyId, String requestId)
            throws InvalidRequestException {
        checkEnvelope(fields);
        if (JsonFields.text(fields, "trigger").filter(TRIGGERS::contains).isEmpty()) {
            throw InvalidRequestException.wrongType("trigger", "submit-message or regenerate-message");
        }
        if (!JsonFields.isAbsent(fields, "messageId")
                && JsonFields.text(fields, "messageId").isEmpty()) {
            throw InvalidRequestException.wrongType("messageId", "text, or leave it out");
        }
        StoryRequest story = conversations.in(fields);
        return new ClientRequest.Start(
                story, Optional.of(clientRequestId), new V2Frames(clientRequestId, storyId, requestId, showReasoning));
    }

    /** Nothing is kept of a story that was told: there is never one to resume. */
    private static ClientRequest resume(JsonObject fields, String clientRequestId) throws InvalidRequestException {
        checkEnvelope(fields);
        if (!JsonFields.isAbsent(fields, "lastSequence")
                && JsonFields.number(fields, "lastSequence")
                        .filter(V2Requests::isSequence)
                        .isEmpty()) {
            throw InvalidRequestException.wrongType("lastSequence", "a whole number from 0 up, or leave it out");
        }
        return new ClientRequest.Reply(V2Frames.noActive(clientRequestId).toString(), true, Optional.empty());
    }

    /** JavaScript's safe integers. */
    private static boolean isSequence(double number) {
        return number >= 0 && number < 0x1p53 && number == Math.rint(number);
    }

    private static void checkEnvelope(JsonObject fields) throws InvalidRequestException {
        ClientName.in(fields, "id");
        for (String field : new String[] {"headers", "body"}) {
            if (!JsonFields.isAbsent(fields, field) && !JsonFields.isObject(fields, field)) {
                throw InvalidRequestException.wrongType(field, "an object, or leave it out");
            }
        }
    }
}
