package dev.storystreamer.core.testkit;

import dev.storystreamer.core.StopReason;
import dev.storystreamer.core.StoryChunk;
import java.util.ArrayList;
import java.util.List;

/**
 * A model's answer in a test.
 *
 * @param chunks the chunks, in order
 * @param end how the stream ends
 */
public record Script(List<StoryChunk> chunks, End end) {

    /** How a stream ends. */
    public enum End {
        /** With onComplete. */
        COMPLETES,
        /** With an error that the model reports. */
        FAILS,
        /** It does not end: the connection stays open. */
        STAYS_OPEN
    }

    /** Copies the list. */
    public Script {
        chunks = List.copyOf(chunks);
    }

    /**
     * Creates a complete story.
     *
     * @param texts the text chunks
     * @return start, the texts, block end, stop, usage
     */
    public static Script story(String... texts) {
        List<StoryChunk> chunks = new ArrayList<>(opening(texts));
        chunks.add(new StoryChunk.BlockEnd());
        chunks.add(new StoryChunk.Stop(StopReason.END_TURN));
        chunks.add(new StoryChunk.Usage(16, texts.length));
        return new Script(chunks, End.COMPLETES);
    }

    /**
     * Creates a story without its last chunks.
     *
     * @param end how the stream ends
     * @param texts the text chunks
     * @return start, the texts, and nothing else
     */
    public static Script truncated(End end, String... texts) {
        return new Script(opening(texts), end);
    }

    private static List<StoryChunk> opening(String... texts) {
        List<StoryChunk> chunks = new ArrayList<>();
        chunks.add(new StoryChunk.Start());
        for (String text : texts) {
            chunks.add(new StoryChunk.Text(text));
        }
        return chunks;
    }
}
