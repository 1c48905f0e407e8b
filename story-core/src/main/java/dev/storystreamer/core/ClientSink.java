package dev.storystreamer.core;

import java.util.concurrent.CompletionStage;

/**
 * Where one story is sent: one request of one open client connection, in one wire format. One sink serves one story.
 */
public interface ClientSink {

    /**
     * The most text one message carries: bytes of UTF-8 as a JSON string, escapes counted ({@link JsonText}). API
     * Gateway takes frames of 32 KB; the last kilobyte of them is left to the frame's own fields.
     *
     * @see <a
     *     href="https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html">API
     *     Gateway quotas for WebSocket APIs</a>
     */
    int MAX_TEXT_BYTES = 31 * 1024;

    /**
     * Sends one message and returns at once; never throws and never blocks.
     *
     * <p>The caller waits for the stage of one message before it sends the next, so a sink has at most one message under
     * way, and sends the frames of that message one after the other. The sink itself retries what may be retried, in
     * order, and gives up in time: every stage completes.
     *
     * @param message the next message of the story; messages that a format has no words for cause no frame
     * @return completes, on any thread, when the service has accepted every frame of the message, NOT when a person saw
     *     it; fails with {@link ClientGoneException} if the client has left, with {@link ClientSinkException} if the
     *     message could not be delivered
     */
    CompletionStage<Delivery> send(ClientMessage message);

    /**
     * What it took to send one message.
     *
     * @param posts frames accepted, 0 if the format has no words for the message
     * @param bytes payload bytes of those frames
     * @param retries attempts that failed before one succeeded, over all frames
     */
    record Delivery(int posts, long bytes, int retries) {

        /** Nothing needed to be sent. */
        public static final Delivery NONE = new Delivery(0, 0, 0);

        public Delivery {
            if (posts < 0 || bytes < 0 || retries < 0) {
                throw new IllegalArgumentException("counts must be >= 0: " + posts + ", " + bytes + ", " + retries);
            }
        }
    }
}
