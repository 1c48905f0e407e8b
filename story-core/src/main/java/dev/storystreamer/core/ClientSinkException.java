package dev.storystreamer.core;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/** A message could not be delivered. The exception's message is for a log, never for a client. */
public class ClientSinkException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** Not serialized: it is created and read in one process. */
    private final transient ClientSink.Delivery delivered;

    /**
     * Creates the exception.
     *
     * @param message what happened; without the story or credentials
     * @param delivered the frames of the message that were accepted before the failure, and all retries
     * @param cause the exception of the transport's client, or null
     */
    public ClientSinkException(String message, ClientSink.Delivery delivered, @Nullable Throwable cause) {
        super(requireNonNull(message, "message"), cause);
        this.delivered = requireNonNull(delivered, "delivered");
    }

    /** {@return the frames of the message that were accepted before the failure, and all retries} */
    public ClientSink.Delivery delivered() {
        return delivered;
    }
}
