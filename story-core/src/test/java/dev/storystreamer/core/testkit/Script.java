package dev.storystreamer.core.testkit;

import dev.storystreamer.core.StopReason;
import dev.storystreamer.core.StoryChunk;
import java.util.ArrayList;
import java.util.List;

/**
 * What a model says in a test, and how its stream ends.
 *
 * @param chunks what is said, in order
 * @param end what happens then
 */
public record Script(List<StoryChunk> chunks, End end) {

    /** How a stream ends. */
    public enum End {
        /** As it should. */
        COMPLETES,
        /** The answer breaks off with an error that the other side reports. */
        BREAKS,
        /** Not at all: the connection stays open. */
        STAYS_OPEN
    }

    /** Copies the list. */
    public Script {
        chunks = List.copyOf(chunks);
    }

    /**
     * A whole story.
     *
     * @param words one text chunk each
     * @return start, the words, block end, stop, usage
     */
    public static Script story(String... words) {
        List<StoryChunk> chunks = new ArrayList<>(opening(words));
        chunks.add(new StoryChunk.BlockEnd());
        chunks.add(new StoryChunk.Stop(StopReason.END_TURN));
        chunks.add(new StoryChunk.Usage(16, words.length));
        return new Script(chunks, End.COMPLETES);
    }

    /**
     * A story whose end never comes.
     *
     * @param end how it breaks off
     * @param words one text chunk each
     * @return start, the words, and nothing else
     */
    public static Script brokenOff(End end, String... words) {
        return new Script(opening(words), end);
    }

    private static List<StoryChunk> opening(String... words) {
        List<StoryChunk> chunks = new ArrayList<>();
        chunks.add(new StoryChunk.Start());
        for (String word : words) {
            chunks.add(new StoryChunk.Text(word));
        }
        return chunks;
    }
}
