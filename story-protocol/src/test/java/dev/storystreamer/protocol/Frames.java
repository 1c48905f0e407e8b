package dev.storystreamer.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.storystreamer.core.ClientMessage;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** Reads encoded frames. */
final class Frames {

    private Frames() {}

    /** Encodes a message and returns all its frames. */
    static List<String> of(StoryFrames story, ClientMessage message) {
        return first(Integer.MAX_VALUE, story, message);
    }

    /** Encodes a message and requests its first frames only. */
    static List<String> first(int count, StoryFrames story, ClientMessage message) {
        Iterator<byte[]> frames = story.encode(message).frames();
        List<String> requested = new ArrayList<>();
        while (requested.size() < count && frames.hasNext()) {
            requested.add(new String(frames.next(), UTF_8));
        }
        return requested;
    }
}
