package dev.storystreamer.protocol;

import java.util.Iterator;
import java.util.function.Function;

/**
 * Frames of one message, each encoded when it is requested.
 *
 * @param parts what the frames are encoded from, one for each frame
 * @param encoder encodes one frame
 */
record LazyFrames<T>(Iterator<T> parts, Function<? super T, byte[]> encoder) implements Iterator<byte[]> {

    @Override
    public boolean hasNext() {
        return parts.hasNext();
    }

    @Override
    public byte[] next() {
        return encoder.apply(parts.next());
    }
}
