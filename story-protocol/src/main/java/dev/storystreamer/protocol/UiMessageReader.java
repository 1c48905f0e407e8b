package dev.storystreamer.protocol;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.storystreamer.core.StoryRequest;
import dev.storystreamer.core.StoryRequest.Role;
import dev.storystreamer.protocol.InvalidRequestException.Advice;

/** Reads the {@code UIMessage}s of an AI SDK chat as a conversation for the model. */
final class UiMessageReader {

    /** More than fit into one message that API Gateway accepts, as the AI SDK writes them. */
    static final int MAX_MESSAGES = 1_000;

    private final int maxLength;

    /** Creates a reader of conversations of at most {@code maxLength} chars. */
    UiMessageReader(int maxLength) {
        this.maxLength = maxLength;
    }

    StoryRequest read(JsonObject request) throws InvalidRequestException {
        JsonArray messages = JsonFields.array(request, "messages")
                .orElseThrow(() -> new InvalidRequestException(Advice.WRONG_TYPE, "messages", "a list"));
        if (messages.size() > MAX_MESSAGES) {
            throw new InvalidRequestException(Advice.TOO_MANY_MESSAGES, MAX_MESSAGES);
        }
        var conversation = new ConversationBuilder(maxLength);
        for (JsonElement message : messages) {
            if (!(message instanceof JsonObject object)) {
                throw new InvalidRequestException(Advice.WRONG_TYPE, "each message", "an object");
            }
            readMessage(object, conversation);
        }
        return conversation.toRequest();
    }

    private static void readMessage(JsonObject message, ConversationBuilder conversation)
            throws InvalidRequestException {
        Role role = role(message);
        if (!JsonFields.isAbsent(message, "id")
                && JsonFields.text(message, "id").isEmpty()) {
            throw new InvalidRequestException(Advice.WRONG_TYPE, "a message's id", "text");
        }
        JsonArray parts = JsonFields.array(message, "parts")
                .orElseThrow(() -> new InvalidRequestException(Advice.WRONG_TYPE, "a message's parts", "a list"));
        for (JsonElement part : parts) {
            if (!(part instanceof JsonObject object)) {
                throw new InvalidRequestException(Advice.WRONG_TYPE, "each message part", "an object");
            }
            readPart(role, object, conversation);
        }
    }

    private static Role role(JsonObject message) throws InvalidRequestException {
        return switch (JsonFields.text(message, "role").orElse("")) {
            case "user" -> Role.USER;
            case "assistant" -> Role.ASSISTANT;
            case "system" -> throw new InvalidRequestException(Advice.SYSTEM_MESSAGE);
            default -> throw new InvalidRequestException(Advice.UNKNOWN_ROLE);
        };
    }

    private static void readPart(Role role, JsonObject part, ConversationBuilder conversation)
            throws InvalidRequestException {
        String type = JsonFields.text(part, "type")
                .orElseThrow(() -> new InvalidRequestException(Advice.WRONG_TYPE, "a message part's type", "text"));
        if (type.equals("text")) {
            conversation.add(
                    role,
                    JsonFields.text(part, "text")
                            .orElseThrow(() ->
                                    new InvalidRequestException(Advice.WRONG_TYPE, "the text of a text part", "text")));
        } else if (type.equals("file")) {
            throw new InvalidRequestException(Advice.FILE_PART);
        } else if (type.startsWith("tool-") || type.equals("dynamic-tool")) {
            throw new InvalidRequestException(Advice.TOOL_PART);
        } else if (!isIgnored(type)) {
            throw new InvalidRequestException(Advice.UNKNOWN_PART);
        }
    }

    /** Returns whether a part is only for the page that shows the chat. */
    private static boolean isIgnored(String type) {
        return type.equals("step-start")
                || type.equals("reasoning")
                || type.startsWith("source-")
                || type.startsWith("data-");
    }
}
