package dev.storystreamer.protocol;

import dev.storystreamer.core.ErrorCode;

/**
 * A request that cannot be understood or is over a limit. Its message is for the person who sent it: the one place for
 * these words. Travels only inside {@link ClientRequestParser}.
 */
final class InvalidRequestException extends Exception {

    private static final long serialVersionUID = 1;

    private InvalidRequestException(String advice) {
        super(ErrorCode.INVALID_REQUEST.message() + " " + advice, null, false, false);
    }

    static InvalidRequestException notJson(String example) {
        return new InvalidRequestException(
                "Send one well-formed JSON object, without half characters and nested at most " + JsonDocument.MAX_DEPTH
                        + " levels deep." + example);
    }

    static InvalidRequestException noStoryType() {
        return new InvalidRequestException(
                "Send what the story is to be about as text in storyType, such as {\"storyType\": \"CATS\"}.");
    }

    static InvalidRequestException storyTypeTooLong(int limit) {
        return new InvalidRequestException("Shorten storyType to " + limit + " characters or fewer.");
    }

    static InvalidRequestException controlCharacters() {
        return new InvalidRequestException("Remove control characters, such as line breaks, from storyType.");
    }

    static InvalidRequestException notAName(String field) {
        return new InvalidRequestException(
                "Send " + field + " as 1 to " + ClientName.MAX_LENGTH + " printable ASCII characters.");
    }

    static InvalidRequestException wrongType(String field, String expected) {
        return new InvalidRequestException("Send " + field + " as " + expected + ".");
    }

    static InvalidRequestException tooManyMessages(int limit) {
        return new InvalidRequestException("The conversation has more than " + limit
                + " messages. Leave out the oldest in prepareSendMessagesRequest, or start a new chat.");
    }

    static InvalidRequestException conversationTooLong(int limit) {
        return new InvalidRequestException("The conversation is longer than " + limit
                + " characters. Leave out the oldest messages in prepareSendMessagesRequest, or start a new chat.");
    }

    static InvalidRequestException unknownRole() {
        return new InvalidRequestException("Send messages of the roles user and assistant only.");
    }

    static InvalidRequestException systemMessage() {
        return new InvalidRequestException(
                "Leave out system messages: the instructions to the model are set by this service.");
    }

    static InvalidRequestException filePart() {
        return new InvalidRequestException("Leave out files: only text can be answered.");
    }

    static InvalidRequestException toolPart() {
        return new InvalidRequestException("Leave out tool calls and their results: this service has no tools.");
    }

    static InvalidRequestException unknownPart() {
        return new InvalidRequestException("Leave out message parts of unknown types: only text can be answered.");
    }

    static InvalidRequestException nothingSaid() {
        return new InvalidRequestException("Write a message first: the conversation has no text.");
    }

    static InvalidRequestException beginsWithAssistant() {
        return new InvalidRequestException("Let the conversation begin with a user message; if it was shortened in"
                + " prepareSendMessagesRequest, leave out one message more.");
    }

    static InvalidRequestException endsWithAssistant() {
        return new InvalidRequestException("Let the conversation end with the user message that is to be answered.");
    }

    /** The message, never null. */
    String sentences() {
        return String.valueOf(getMessage());
    }
}
