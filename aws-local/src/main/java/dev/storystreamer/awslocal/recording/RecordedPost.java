package dev.storystreamer.awslocal.recording;

import static java.util.Objects.requireNonNull;

/**
 * One POST to {@code @connections}, answered.
 *
 * @param connectionId whom it was for
 * @param text what was posted, as UTF-8; empty if it was too large to be read
 * @param receivedNanos when its head had arrived, as {@link System#nanoTime}
 * @param answeredNanos when it was answered
 * @param status the answer: 200 if the post was accepted
 */
public record RecordedPost(String connectionId, String text, long receivedNanos, long answeredNanos, int status) {
    public RecordedPost {
        requireNonNull(connectionId, "connectionId");
        requireNonNull(text, "text");
    }

    /**
     * Tells whether the post was accepted.
     *
     * @return true for status 200
     */
    public boolean isAccepted() {
        return status == 200;
    }
}
