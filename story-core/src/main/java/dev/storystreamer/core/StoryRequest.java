package dev.storystreamer.core;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * A conversation that the model continues.
 *
 * @param conversation at least one turn; the roles alternate, and the first and the last turn are the user's, as
 *     Bedrock's Converse operations require
 * @see <a href="https://docs.aws.amazon.com/bedrock/latest/userguide/conversation-inference-call.html">Converse: the
 *     messages of a conversation</a>
 */
public record StoryRequest(List<Turn> conversation) {

    private static final String PROMPT = "Tell me a very short story about: ";

    /** Refuses a conversation that is empty, or whose roles are not user, assistant, …, user. */
    public StoryRequest {
        conversation = List.copyOf(conversation);
        if (conversation.size() % 2 == 0) {
            throw new IllegalArgumentException(
                    "a conversation is an odd number of turns, the user's first and last: " + conversation.size());
        }
        for (int i = 0; i < conversation.size(); i++) {
            Role expected = i % 2 == 0 ? Role.USER : Role.ASSISTANT;
            if (conversation.get(i).role() != expected) {
                throw new IllegalArgumentException("turn " + i + " must be the " + expected + "'s");
            }
        }
    }

    /** {@return a request for a very short story about a topic, such as {@code CATS}} */
    public static StoryRequest about(String topic) {
        return of(PROMPT + requireNonNull(topic, "topic"));
    }

    /** {@return a request with the caller's prompt as the user's turn, not blank} */
    public static StoryRequest of(String prompt) {
        return new StoryRequest(List.of(new Turn(Role.USER, prompt)));
    }

    /** The author of a turn. */
    public enum Role {
        /** A person. */
        USER,
        /** The model. */
        ASSISTANT
    }

    /**
     * One turn of a conversation.
     *
     * @param role the author
     * @param text not blank, since Bedrock refuses blank text
     */
    public record Turn(Role role, String text) {

        /** Refuses a blank text. */
        public Turn {
            requireNonNull(role, "role");
            if (text.isBlank()) {
                throw new IllegalArgumentException("a turn's text must not be blank");
            }
        }
    }
}
