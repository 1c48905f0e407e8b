package dev.storystreamer.core;

import java.util.concurrent.CompletionStage;

/** Sends one story to one client, in one wire format. Each story needs a sink of its own. */
public interface ClientSink {

    /**
     * The most text that one message carries: bytes of UTF-8 as a JSON string, escapes included ({@link JsonText}). API
     * Gateway accepts frames of up to 32 KB; the last kilobyte is for the other fields of the frame.
     *
     * @see <a
     *     href="https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html">API
     *     Gateway quotas for WebSocket APIs</a>
     */
    int MAX_TEXT_BYTES = 31 * 1024;

    /**
     * Sends one message and returns at once; never throws and never blocks.
     *
     * <p>The caller waits for the stage of one message before it sends the next. The sink sends the frames of a message
     * one after the other, retries where that is safe, and completes every stage within the time of the story.
     *
     * @param message the next message of the story; causes no frame if the wire format has none for it
     * @return completes, on any thread, when the service has accepted every frame of the message, NOT when a person saw
     *     it; fails with {@link ClientGoneException} if the client's connection is closed, with
     *     {@link ClientSinkException} if the message could not be delivered
     */
    CompletionStage<Delivery> send(ClientMessage message);

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
