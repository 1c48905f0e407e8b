package dev.storystreamer.protocol;

import dev.storystreamer.core.ErrorCode;
import dev.storystreamer.core.StoryRequest;
import java.util.Optional;
import java.util.function.Function;

/** A parsed request of a client. */
public sealed interface ClientRequest {

    /** {@return the result of the function for this kind of request, which is the only one that is called} */
    <R> R match(Function<Start, R> start, Function<Abort, R> abort, Function<Reply, R> reply);

    /**
     * A request for a story.
     *
     * @param story the request to the model
     * @param clientRequestId the client's id of this request, 1 to 128 printable ASCII characters, to which {@link Abort}
     *     refers; empty in protocol 1, which has none
     * @param frames encodes the messages of this story in the client's protocol
     */
    record Start(StoryRequest story, Optional<String> clientRequestId, StoryFrames frames) implements ClientRequest {

        @Override
        public <R> R match(Function<Start, R> start, Function<Abort, R> abort, Function<Reply, R> reply) {
            return start.apply(this);
        }

        /** Omits the story, so that a person's text does not get into a log. */
        @Override
        public String toString() {
            return "Start[clientRequestId=" + clientRequestId + "]";
        }
    }

    /**
     * A request to stop a story. It has no reply.
     *
     * @param clientRequestId the {@link Start#clientRequestId} of the story, on the same connection
     */
    record Abort(String clientRequestId) implements ClientRequest {

        @Override
        public <R> R match(Function<Start, R> start, Function<Abort, R> abort, Function<Reply, R> reply) {
            return abort.apply(this);
        }
    }

    /**
     * A reply to a request that starts no story.
     *
     * @param frame the one frame to send, JSON
     * @param idempotent whether it does no harm if the frame reaches the client twice
     * @param errorCode why there is no story; empty if the request was valid, as one to resume a story that does not exist
     */
    record Reply(String frame, boolean idempotent, Optional<ErrorCode> errorCode) implements ClientRequest {

        @Override
        public <R> R match(Function<Start, R> start, Function<Abort, R> abort, Function<Reply, R> reply) {
            return reply.apply(this);
        }
    }
}
