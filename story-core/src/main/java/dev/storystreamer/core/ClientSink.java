package dev.storystreamer.core;

import java.time.Duration;

/** Sends one story to one client, in one wire format. Each story needs a sink of its own. */
public interface ClientSink {

    /**
     * Sends one message and returns at once; never throws and never blocks.
     *
     * <p>The sink encodes the message as frames, none or several, and sends one after the other. It splits a text that is
     * too long for one frame of its transport, never inside a code point. It retries a frame where that is safe.
     *
     * <p>At the deadline the sink aborts the frame in flight and sends no other frame of the message.
     *
     * <p>The caller waits for {@link Transmission#delivery} of one message before it sends the next.
     *
     * @param message the next message of the story; its text may be of any length
     * @param timeLeft the time from now to the deadline of this message; nothing is sent if it is zero or negative
     * @return the message in flight
     */
    Transmission send(ClientMessage message, Duration timeLeft);

    /**
     * The cost of sending one message.
     *
     * @param posts accepted frames, 0 if the wire format has none for the message
     * @param bytes payload bytes of those frames
     * @param retries repeated attempts, over all frames
     */
    record Delivery(int posts, long bytes, int retries) {

        /** Nothing was sent. */
        public static final Delivery NONE = new Delivery(0, 0, 0);

        public Delivery {
            if (posts < 0 || bytes < 0 || retries < 0) {
                throw new IllegalArgumentException("counts must be >= 0: " + posts + ", " + bytes + ", " + retries);
            }
        }
    }
}
