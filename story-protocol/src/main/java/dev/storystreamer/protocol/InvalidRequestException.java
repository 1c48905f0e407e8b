package dev.storystreamer.protocol;

import dev.storystreamer.core.ErrorCode;

/**
 * An invalid request, or one that exceeds a limit. The message is part of the wire contract and is shown to the person
 * who sent the request. Thrown and caught inside {@link ClientRequestParser}.
 */
final class InvalidRequestException extends Exception {

    private static final long serialVersionUID = 1;

    private InvalidRequestException(String advice) {
        super(ErrorCode.INVALID_REQUEST.message() + " " + advice, null, false, false);
    }

    static InvalidRequestException notJson(String example) {
        return new InvalidRequestException(
                "Send one well-formed JSON object, without unpaired surrogates and nested at most "
                        + JsonDocument.MAX_DEPTH + " levels deep." + example);
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

    static InvalidRequestException invalidId(String field) {
        return new InvalidRequestException(
                "Send " + field + " as 1 to " + V2Requests.MAX_ID_LENGTH + " printable ASCII characters.");
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

    static InvalidRequestException noText() {
        return new InvalidRequestException("Write a message first: the conversation has no text.");
    }

    static InvalidRequestException startsWithAssistant() {
        return new InvalidRequestException("Let the conversation begin with a user message; if it was shortened in"
                + " prepareSendMessagesRequest, leave out one message more.");
    }

    static InvalidRequestException endsWithAssistant() {
        return new InvalidRequestException("Let the conversation end with the user message that is to be answered.");
    }

    /** Returns the message, which is never null. */
    String sentences() {
        return String.valueOf(getMessage());
    }
}
