package dev.storystreamer.awslocal.apigateway;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What was sent to a client and still waits for it to read. While that is too much, nothing more is read from the client:
 * whoever asks and never listens fills its own buffers. Thread-safe.
 */
final class SendBuffer {

    /** What a waiting frame costs besides its payload, be it an empty pong. */
    private static final int FRAME_OVERHEAD_BYTES = 256;

    private final AtomicLong bytes = new AtomicLong();
    private final AtomicBoolean paused = new AtomicBoolean();
    private final Runnable readOn;

    /** Takes what reads the client's next frame. */
    SendBuffer(Runnable readOn) {
        this.readOn = readOn;
    }

    boolean isTooMuch() {
        return bytes.get() > Quotas.UNREAD_BYTES;
    }

    void sent(int payloadBytes) {
        bytes.addAndGet(payloadBytes + FRAME_OVERHEAD_BYTES);
    }

    /** A frame has left for the network, or never will. */
    void left(int payloadBytes) {
        bytes.addAndGet(-payloadBytes - FRAME_OVERHEAD_BYTES);
        resume();
    }

    /** Reads the client's next frame: now, or when the client has read enough. */
    void next() {
        paused.set(true); // before the look at the bytes, or the last frame to leave would wake nobody
        resume();
    }

    private void resume() {
        if (!isTooMuch() && paused.compareAndSet(true, false)) {
            readOn.run();
        }
    }
}
