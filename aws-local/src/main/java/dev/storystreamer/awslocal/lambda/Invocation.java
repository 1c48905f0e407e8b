package dev.storystreamer.awslocal.lambda;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * What Lambda tells a function of one call.
 *
 * @param requestId the call's id, a UUID
 * @param functionName the name the function was called by
 * @param deadline when the function must have answered
 */
public record Invocation(String requestId, String functionName, Instant deadline) {
    public Invocation {
        requireNonNull(requestId, "requestId");
        requireNonNull(functionName, "functionName");
        requireNonNull(deadline, "deadline");
    }

    /**
     * Names the function as Lambda does, in a region and an account that exist only here.
     *
     * @return the function's ARN
     */
    public String functionArn() {
        return "arn:aws:lambda:us-east-1:000000000000:function:" + functionName;
    }
}
