package dev.storystreamer.protocol;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.storystreamer.core.StoryRequest;
import dev.storystreamer.core.StoryRequest.Role;

/** Reads the {@code UIMessage}s of an AI SDK chat as a conversation for the model. */
final class UiMessageReader {

    /** More than fit into one message that API Gateway accepts, as the AI SDK writes them. */
    static final int MAX_MESSAGES = 1_000;

    private final int maxLength;

    /**
     * Creates a reader.
     *
     * @param maxLength chars of a conversation
     */
    UiMessageReader(int maxLength) {
        this.maxLength = maxLength;
    }

    StoryRequest read(JsonObject request) throws InvalidRequestException {
        JsonArray messages = JsonFields.array(request, "messages")
                .orElseThrow(() -> InvalidRequestException.wrongType("messages", "a list"));
        if (messages.size() > MAX_MESSAGES) {
            throw InvalidRequestException.tooManyMessages(MAX_MESSAGES);
        }
        var conversation = new ConversationBuilder(maxLength);
        for (JsonElement message : messages) {
            if (!(message instanceof JsonObject object)) {
                throw InvalidRequestException.wrongType("each message", "an object");
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
            throw InvalidRequestException.wrongType("a message's id", "text");
        }
        JsonArray parts = JsonFields.array(message, "parts")
                .orElseThrow(() -> InvalidRequestException.wrongType("a message's parts", "a list"));
        for (JsonElement part : parts) {
            if (!(part instanceof JsonObject object)) {
                throw InvalidRequestException.wrongType("each message part", "an object");
            }
            readPart(role, object, conversation);
        }
    }

    private static Role role(JsonObject message) throws InvalidRequestException {
        return switch (JsonFields.text(message, "role").orElse("")) {
            case "user" -> Role.USER;
            case "assistant" -> Role.ASSISTANT;
            case "system" -> throw InvalidRequestException.systemMessage();
            default -> throw InvalidRequestException.unknownRole();
        };
    }

    private static void readPart(Role role, JsonObject part, ConversationBuilder conversation)
            throws InvalidRequestException {
        String type = JsonFields.text(part, "type")
                .orElseThrow(() -> InvalidRequestException.wrongType("a message part's type", "text"));
        if (type.equals("text")) {
            conversation.add(
                    role,
                    JsonFields.text(part, "text")
                            .orElseThrow(() -> InvalidRequestException.wrongType("the text of a text part", "text")));
        } else if (type.equals("file")) {
            throw InvalidRequestException.filePart();
        } else if (type.startsWith("tool-") || type.equals("dynamic-tool")) {
            throw InvalidRequestException.toolPart();
        } else if (!isIgnored(type)) {
            throw InvalidRequestException.unknownPart();
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
