package dev.storystreamer.awslocal.lambda;

import java.time.Duration;
import java.util.Locale;

/** A function did not return before its timeout. */
final class FunctionTimeoutException extends Exception {

    private static final long serialVersionUID = 1;

    FunctionTimeoutException(String requestId, Duration timeout) {
        super(String.format(
                Locale.ROOT, "%s Task timed out after %.2f seconds", requestId, timeout.toMillis() / 1000.0));
    }
}
