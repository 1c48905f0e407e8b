package dev.storystreamer.awslocal.http;

import org.jspecify.annotations.Nullable;

/** An error answer in the shape of an AWS service: status, type and a message. */
public final class ServiceException extends Exception {

    private static final long serialVersionUID = 1;

    private final int status;
    private final String type;

    /**
     * Creates an answer.
     *
     * @param type goes into the header {@code x-amzn-ErrorType}
     * @param message goes into the body; null for an empty body
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
