package dev.storystreamer.awslocal.bedrock;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.storystreamer.awslocal.http.ServiceException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A valid request to ConverseStream.
 *
 * @param turns at least one; the roles alternate, and the first and the last are the user's
 * @param system the system prompt; empty if there is none
 * @param maxTokens the maximum number of output tokens
 */
record ConverseRequest(String modelId, List<Turn> turns, String system, OptionalInt maxTokens) {

    record Turn(boolean byUser, String text) {}

    /**
     * Parses and validates a request, with Bedrock's error messages.
     *
     * @throws ServiceException if Bedrock would reject it
     */
    static ConverseRequest parse(String modelId, String body) throws ServiceException {
        if (!ModelIds.isKnown(modelId)) {
            throw invalid("The provided model identifier is invalid.");
        }
        try {
            JsonObject request = JsonParser.parseString(body).getAsJsonObject();
            List<Turn> turns = turns(request.get("messages"));
            checkConversation(turns);
            return new ConverseRequest(modelId, turns, system(request.get("system")), maxTokens(request));
        } catch (JsonParseException
                | IllegalStateException
                | ClassCastException
                | UnsupportedOperationException
                | NumberFormatException
                | NullPointerException e) {
            throw new ServiceException(400, "SerializationException", "The request is not what ConverseStream takes.");
        }
    }

    private static List<Turn> turns(@Nullable JsonElement messages) throws ServiceException {
        var turns = new ArrayList<Turn>();
        JsonArray array = messages == null ? new JsonArray() : messages.getAsJsonArray();
        for (int i = 0; i < array.size(); i++) {
            JsonObject message = array.get(i).getAsJsonObject();
            String role = message.get("role").getAsString();
            if (!role.equals("user") && !role.equals("assistant")) {
                throw invalid(
                        "1 validation error detected: Value '" + role + "' at 'messages." + (i + 1)
                                + ".member.role' failed to satisfy constraint: Member must satisfy enum value set: [user, assistant]");
            }
            turns.add(new Turn(role.equals("user"), text(message.getAsJsonArray("content"), "messages." + i)));
        }
        return turns;
    }

    private static String text(@Nullable JsonArray content, String path) throws ServiceException {
        if (content == null || content.isEmpty()) {
            throw invalid("The content field in the Message object at " + path
                    + " is empty. Add a ContentBlock object to the content field and try again.");
        }
        var text = new StringBuilder();
        for (int i = 0; i < content.size(); i++) {
            JsonObject block = content.get(i).getAsJsonObject();
            if (!block.has("text")) {
                continue;
            }
            if (block.get("text").getAsString().isBlank()) {
                throw invalid("The text field in the ContentBlock object at " + path + ".content." + i
                        + " is blank. Add text to the text field, and try again.");
            }
            text.append(text.isEmpty() ? "" : "\n").append(block.get("text").getAsString());
        }
        return text.toString();
    }

    private static void checkConversation(List<Turn> turns) throws ServiceException {
        if (turns.isEmpty() || !turns.get(0).byUser()) {
            throw invalid(
                    "A conversation must start with a user message. Try again with a conversation that starts with"
                            + " a user message.");
        }
        for (int i = 1; i < turns.size(); i++) {
            if (turns.get(i).byUser() == turns.get(i - 1).byUser()) {
                throw invalid(
                        "A conversation must alternate between user and assistant roles. Make sure the conversation"
                                + " alternates between user and assistant roles and try again.");
            }
        }
        if (!turns.get(turns.size() - 1).byUser()) {
            throw invalid("This model does not support assistant message prefill. The conversation must end with a user"
                    + " message.");
        }
    }

    private static String system(@Nullable JsonElement system) throws ServiceException {
        return system == null || system.getAsJsonArray().isEmpty() ? "" : text(system.getAsJsonArray(), "system");
    }

    private static OptionalInt maxTokens(JsonObject request) throws ServiceException {
        JsonObject config = request.getAsJsonObject("inferenceConfig");
        if (config == null) {
            return OptionalInt.empty();
        }
        checkProbability(config, "temperature");
        checkProbability(config, "topP");
        if (!config.has("maxTokens")) {
            return OptionalInt.empty();
        }
        int maxTokens = config.get("maxTokens").getAsInt();
        if (maxTokens < 1) {
            throw outOfRange(config, "maxTokens", "greater than or equal to 1");
        }
        return OptionalInt.of(maxTokens);
    }

    private static void checkProbability(JsonObject config, String name) throws ServiceException {
        if (config.has(name) && config.get(name).getAsDouble() > 1) {
            throw outOfRange(config, name, "less than or equal to 1");
        }
        if (config.has(name) && config.get(name).getAsDouble() < 0) {
            throw outOfRange(config, name, "greater than or equal to 0");
        }
    }

    private static ServiceException outOfRange(JsonObject config, String name, String rule) {
        return invalid("1 validation error detected: Value '" + config.get(name).getAsString()
                + "' at 'inferenceConfig." + name + "' failed to satisfy constraint: Member must have value " + rule);
    }

    private static ServiceException invalid(String message) {
        return new ServiceException(400, "ValidationException", message);
    }
}
