package dev.storystreamer.awslocal.http;

import org.jspecify.annotations.Nullable;

/** An error response of an AWS service: status, type and message. */
public final class ServiceException extends Exception {

    private static final long serialVersionUID = 1;

    private final int status;
    private final String type;

    /**
     * Creates an error.
     *
     * @param type the value of the header {@code x-amzn-ErrorType}
     * @param message the message of the JSON body; null for an empty body
     */
    public ServiceException(int status, String type, @Nullable String message) {
        super(message);
        this.status = status;
        this.type = type;
    }

    public int status() {
        return status;
    }

    public String type() {
        return type;
    }
}
