package dev.storystreamer.core;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/** A message that could not be delivered. Its message is for a log, never for a client. */
public class ClientSinkException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** Not serialized: numbers for a receipt, made and read in one process. */
    private final transient ClientSink.Delivery delivered;

    /**
     * Creates a failure.
     *
     * @param message what happened; without the story or credentials
     * @param delivered what was delivered of the message all the same, and the attempts made again before giving up
     * @param cause what the transport's client threw, or null
     */
    public ClientSinkException(String message, ClientSink.Delivery delivered, @Nullable Throwable cause) {
        super(requireNonNull(message, "message"), cause);
        this.delivered = requireNonNull(delivered, "delivered");
    }

    /**
     * Counts what was delivered before the failure.
     *
     * @return the frames of the message that were accepted, and all attempts that were made again
     */
    public ClientSink.Delivery delivered() {
        return delivered;
    }
}
