package dev.storystreamer.protocol;

import dev.storystreamer.core.ErrorCode;

/**
 * An invalid request, or one that exceeds a limit. The message is part of the wire contract and is shown to the person
 * who sent the request. Thrown and caught inside {@link ClientRequestParser}.
 */
final class InvalidRequestException extends Exception {

    private static final long serialVersionUID = 1;

    /** How to correct the request: format strings of {@link String#format}. */
    enum Advice {
        /** Argument: an example. */
        NOT_JSON("Send one well-formed JSON object, without unpaired surrogates and nested at most "
                + JsonDocument.MAX_DEPTH + " levels deep.%s"),
        NO_STORY_TYPE("Send what the story is to be about as text in storyType, such as {\"storyType\": \"CATS\"}."),
        /** Argument: the limit. */
        STORY_TYPE_TOO_LONG("Shorten storyType to %s characters or fewer."),
        CONTROL_CHARACTERS("Remove control characters, such as line breaks, from storyType."),
        /** Argument: the field. */
        INVALID_ID("Send %s as 1 to " + V2Requests.MAX_ID_LENGTH + " printable ASCII characters."),
        /** Arguments: the field and the expected type. */
        WRONG_TYPE("Send %s as %s."),
        /** Argument: the limit. */
        TOO_MANY_MESSAGES("The conversation has more than %s messages. Leave out the oldest in"
                + " prepareSendMessagesRequest, or start a new chat."),
        /** Argument: the limit. */
        CONVERSATION_TOO_LONG("The conversation is longer than %s characters. Leave out the oldest messages in"
                + " prepareSendMessagesRequest, or start a new chat."),
        UNKNOWN_ROLE("Send messages of the roles user and assistant only."),
        SYSTEM_MESSAGE("Leave out system messages: the instructions to the model are set by this service."),
        FILE_PART("Leave out files: only text can be answered."),
        TOOL_PART("Leave out tool calls and their results: this service has no tools."),
        UNKNOWN_PART("Leave out message parts of unknown types: only text can be answered."),
        NO_TEXT("Write a message first: the conversation has no text."),
        STARTS_WITH_ASSISTANT("Let the conversation begin with a user message; if it was shortened in"
                + " prepareSendMessagesRequest, leave out one message more."),
        ENDS_WITH_ASSISTANT("Let the conversation end with the user message that is to be answered.");

        private final String format;

        Advice(String format) {
            this.format = format;
        }
    }

    InvalidRequestException(Advice advice, Object... arguments) {
        super(ErrorCode.INVALID_REQUEST.message() + " " + advice.format.formatted(arguments), null, false, false);
    }

    /** Returns the message, which is never null. */
    String sentences() {
        return String.valueOf(getMessage());
    }
}
