package dev.storystreamer.awslocal.lambda;

/** As many functions run as may run at the same time. */
final class TooManyRequestsException extends Exception {

    private static final long serialVersionUID = 1;

    TooManyRequestsException() {
        super("Rate Exceeded.");
    }
}
