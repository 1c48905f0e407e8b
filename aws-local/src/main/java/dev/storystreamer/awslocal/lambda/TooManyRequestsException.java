package dev.storystreamer.awslocal.lambda;

/** The limit on concurrent invocations is reached. */
final class TooManyRequestsException extends Exception {

    private static final long serialVersionUID = 1;

    TooManyRequestsException() {
        super("Rate Exceeded.");
    }
}
