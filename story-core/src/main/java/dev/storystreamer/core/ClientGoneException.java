package dev.storystreamer.core;

import org.jspecify.annotations.Nullable;

/** The client has left: its connection is closed and nothing can be sent to it any more. An expected end. */
public final class ClientGoneException extends ClientSinkException {

    private static final long serialVersionUID = 1;

    /**
     * Creates the news.
     *
     * @param message how it was noticed
     * @param delivered what was delivered of the message before, and the attempts made again
     * @param cause what the transport's client threw, or null
     */
    public ClientGoneException(String message, ClientSink.Delivery delivered, @Nullable Throwable cause) {
        super(message, delivered, cause);
    }
}
