package dev.storystreamer.awslocal.lambda;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * The data of one invocation that a function gets besides its event.
 *
 * @param requestId a UUID
 * @param functionName the name in the request
 * @param deadline when the timeout of the function expires
 */
public record Invocation(String requestId, String functionName, Instant deadline) {
    public Invocation {
        requireNonNull(requestId, "requestId");
        requireNonNull(functionName, "functionName");
        requireNonNull(deadline, "deadline");
    }

    /** {@return the function's ARN, with a fixed region and account} */
    public String functionArn() {
        return functionArn(functionName);
    }

    static String functionArn(String functionName) {
        return "arn:aws:lambda:us-east-1:000000000000:function:" + functionName;
    }
}
