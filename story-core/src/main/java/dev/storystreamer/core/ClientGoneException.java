package dev.storystreamer.core;

import org.jspecify.annotations.Nullable;

/** The client has left: its connection is closed and nothing can be sent to it any more. An expected end. */
public final class ClientGoneException extends ClientSinkException {

    private static final long serialVersionUID = 1;

    /**
     * Creates the news.
     *
     * @param message how it was noticed
     * @param cause what the transport's client threw, or null
     */
    public ClientGoneException(String message, @Nullable Throwable cause) {
        super(message, 0, cause);
    }
}
