package dev.storystreamer.awslocal.recording;

import static java.util.Objects.requireNonNull;

/**
 * One POST to {@code @connections} that got a response. Times are readings of {@link System#nanoTime}.
 *
 * @param connectionId the connection in the path
 * @param text the body as UTF-8; empty if it was too large to be read
 * @param receivedNanos when the head of the request arrived
 * @param answeredNanos when the response was written
 * @param status the status of the response; 200 if the post was accepted
 */
public record RecordedPost(String connectionId, String text, long receivedNanos, long answeredNanos, int status) {

    public RecordedPost {
        requireNonNull(connectionId, "connectionId");
        requireNonNull(text, "text");
    }

    /** {@return true for status 200} */
    public boolean isAccepted() {
        return status == 200;
    }
}
