package dev.storystreamer.awslocal.apigateway;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts the bytes that were sent to a client and not yet written to the network. While there are too many, no frame is
 * read from the client, so that a client that sends and never reads cannot fill the memory. Thread-safe.
 */
final class SendBuffer {

    /** The memory of a queued frame besides its payload, so that empty frames count too. */
    private static final int FRAME_OVERHEAD_BYTES = 256;

    private final AtomicLong bytes = new AtomicLong();
    private final AtomicBoolean paused = new AtomicBoolean();
    private final Runnable readNextFrame;

    /** The argument reads the next frame from the client. */
    SendBuffer(Runnable readNextFrame) {
        this.readNextFrame = readNextFrame;
    }

    boolean isFull() {
        return bytes.get() > Quotas.SEND_BUFFER_BYTES;
    }

    void add(int payloadBytes) {
        bytes.addAndGet(payloadBytes + FRAME_OVERHEAD_BYTES);
    }

    /** A frame was written to the network, or failed. */
    void remove(int payloadBytes) {
        bytes.addAndGet(-payloadBytes - FRAME_OVERHEAD_BYTES);
        resume();
    }

    /** Reads the next frame: now, or when the buffer is no longer full. */
    void requestRead() {
        paused.set(true); // before the check of the bytes, otherwise the last removal could be missed
        resume();
    }

    private void resume() {
        if (!isFull() && paused.compareAndSet(true, false)) {
            readNextFrame.run();
        }
    }
}
