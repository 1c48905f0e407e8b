package dev.storystreamer.core;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/** A message that could not be delivered. Its message is for a log, never for a client. */
public class ClientSinkException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final int retries;

    /**
     * Creates a failure.
     *
     * @param message what happened; without the story or credentials
     * @param retries attempts made again before giving up, at least 0
     * @param cause what the transport's client threw, or null
     */
    public ClientSinkException(String message, int retries, @Nullable Throwable cause) {
        super(requireNonNull(message, "message"), cause);
        this.retries = retries;
    }

    /**
     * Counts the attempts that were made again.
     *
     * @return at least 0
     */
    public int retries() {
        return retries;
    }
}
