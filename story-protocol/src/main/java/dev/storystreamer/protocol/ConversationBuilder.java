package dev.storystreamer.protocol;

import dev.storystreamer.core.StoryRequest;
import dev.storystreamer.core.StoryRequest.Role;
import dev.storystreamer.core.StoryRequest.Turn;
import dev.storystreamer.protocol.InvalidRequestException.Advice;
import java.util.ArrayList;
import java.util.List;

/**
 * Builds a conversation text by text. Blank texts are dropped; adjacent texts of one role become one turn, with a blank
 * line between them.
 */
final class ConversationBuilder {

    private static final String SEPARATOR = "\n\n";

    private final int maxLength;
    private final List<Turn> turns = new ArrayList<>();
    private final StringBuilder current = new StringBuilder();
    private Role role = Role.USER;
    private int length;

    /** Begins a conversation of at most {@code maxLength} chars, all turns together. */
    ConversationBuilder(int maxLength) {
        this.maxLength = maxLength;
    }

    void add(Role newRole, String text) throws InvalidRequestException {
        if (text.isBlank()) {
            return;
        }
        if (newRole != role) {
            endTurn();
            role = newRole;
        }
        append(text);
    }

    private void append(String text) throws InvalidRequestException {
        int before = current.length();
        if (before > 0) {
            current.append(SEPARATOR);
        }
        current.append(text);
        length += current.length() - before;
        if (length > maxLength) {
            throw new InvalidRequestException(Advice.CONVERSATION_TOO_LONG, maxLength);
        }
    }

    private void endTurn() throws InvalidRequestException {
        if (current.isEmpty()) { // only if the first text is the assistant's
            throw new InvalidRequestException(Advice.STARTS_WITH_ASSISTANT);
        }
        turns.add(new Turn(role, current.toString()));
        current.setLength(0);
    }

    StoryRequest toRequest() throws InvalidRequestException {
        if (current.isEmpty()) {
            throw new InvalidRequestException(Advice.NO_TEXT);
        }
        if (role == Role.ASSISTANT) {
            throw new InvalidRequestException(Advice.ENDS_WITH_ASSISTANT);
        }
        endTurn();
        return new StoryRequest(turns);
    }
}
