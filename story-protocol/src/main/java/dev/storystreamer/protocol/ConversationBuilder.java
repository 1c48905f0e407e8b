package dev.storystreamer.protocol;

import dev.storystreamer.core.StoryRequest;
import dev.storystreamer.core.StoryRequest.Role;
import dev.storystreamer.core.StoryRequest.Turn;
import java.util.ArrayList;
import java.util.List;

/**
 * A conversation as it is read, text by text: blank texts are dropped, neighbours of one role become one turn, with a
 * blank line between them.
 */
final class ConversationBuilder {

    private static final String BETWEEN = "\n\n";

    private final int maxLength;
    private final List<Turn> turns = new ArrayList<>();
    private final StringBuilder current = new StringBuilder();
    private Role speaker = Role.USER;
    private int length;

    /** Begins a conversation of at most so many chars, over all turns. */
    ConversationBuilder(int maxLength) {
        this.maxLength = maxLength;
    }

    void add(Role role, String text) throws InvalidRequestException {
        if (text.isBlank()) {
            return;
        }
        if (role != speaker) {
            endTurn();
            speaker = role;
        }
        append(text);
    }

    private void append(String text) throws InvalidRequestException {
        int before = current.length();
        if (before > 0) {
            current.append(BETWEEN);
        }
        current.append(text);
        length += current.length() - before;
        if (length > maxLength) {
            throw InvalidRequestException.conversationTooLong(maxLength);
        }
    }

    private void endTurn() throws InvalidRequestException {
        if (current.isEmpty()) { // only before the first turn, which is then the assistant's
            throw InvalidRequestException.beginsWithAssistant();
        }
        turns.add(new Turn(speaker, current.toString()));
        current.setLength(0);
    }

    StoryRequest toRequest() throws InvalidRequestException {
        if (current.isEmpty()) {
            throw InvalidRequestException.nothingSaid();
        }
        if (speaker == Role.ASSISTANT) {
            throw InvalidRequestException.endsWithAssistant();
        }
        endTurn();
        return new StoryRequest(turns);
    }
}
