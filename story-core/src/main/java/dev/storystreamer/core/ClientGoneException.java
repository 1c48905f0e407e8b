package dev.storystreamer.core;

import org.jspecify.annotations.Nullable;

/** The client's connection is closed: nothing can be sent to it any more. */
public final class ClientGoneException extends ClientSinkException {

    private static final long serialVersionUID = 1;

    /**
     * Creates the exception.
     *
     * @param message how the closed connection was noticed
     * @param delivered the frames of the message that were accepted before, and all retries
     * @param cause the exception of the transport's client, or null
     */
    public ClientGoneException(String message, ClientSink.Delivery delivered, @Nullable Throwable cause) {
        super(message, delivered, cause);
    }
}
