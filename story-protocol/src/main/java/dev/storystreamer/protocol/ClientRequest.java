package dev.storystreamer.protocol;

import static java.util.Objects.requireNonNull;

import dev.storystreamer.core.ErrorCode;
import dev.storystreamer.core.StoryRequest;
import java.util.Optional;
import java.util.function.Function;

/** What a client asks, parsed. */
public sealed interface ClientRequest {

    /**
     * Calls the case that this request is.
     *
     * @param <R> what the cases return
     * @param start called for {@link Start}
     * @param abort called for {@link Abort}
     * @param reply called for {@link Reply}
     * @return what the called case returned
     */
    <R> R match(Function<Start, R> start, Function<Abort, R> abort, Function<Reply, R> reply);

    /**
     * A story is wanted.
     *
     * @param story what the model is to be asked
     * @param clientRequestId the client's own name for this request, 1 to 128 printable ASCII characters, by which
     *     {@link Abort} finds it; empty in v1, which has none
     * @param frames writes this story's messages in the client's protocol; one story's only
     */
    record Start(StoryRequest story, Optional<String> clientRequestId, StoryFrames frames) implements ClientRequest {

        public Start {
            requireNonNull(story, "story");
            requireNonNull(clientRequestId, "clientRequestId");
            requireNonNull(frames, "frames");
        }

        @Override
        public <R> R match(Function<Start, R> start, Function<Abort, R> abort, Function<Reply, R> reply) {
            return start.apply(this);
        }

        /** Leaves the story out: a person's words must not get into a log by accident. */
        @Override
        public String toString() {
            return "Start[clientRequestId=" + clientRequestId + "]";
        }
    }

    /**
     * A story is no longer wanted. Nothing is answered to this.
     *
     * @param clientRequestId the {@link Start#clientRequestId} of the story, on the same connection
     */
    record Abort(String clientRequestId) implements ClientRequest {

        public Abort {
            requireNonNull(clientRequestId, "clientRequestId");
        }

        @Override
        public <R> R match(Function<Start, R> start, Function<Abort, R> abort, Function<Reply, R> reply) {
            return abort.apply(this);
        }
    }

    /**
     * An answer without a story.
     *
     * @param frame the one frame to send, JSON
     * @param repeatable whether it does no harm if the frame reaches the client twice
     * @param errorCode why there is no story; empty if nothing is wrong, as when there is nothing to resume
     */
    record Reply(String frame, boolean repeatable, Optional<ErrorCode> errorCode) implements ClientRequest {

        public Reply {
            requireNonNull(frame, "frame");
            requireNonNull(errorCode, "errorCode");
        }

        @Override
        public <R> R match(Function<Start, R> start, Function<Abort, R> abort, Function<Reply, R> reply) {
            return reply.apply(this);
        }
    }
}
