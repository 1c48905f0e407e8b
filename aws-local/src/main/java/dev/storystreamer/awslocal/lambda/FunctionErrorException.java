package dev.storystreamer.awslocal.lambda;

/** A function answered with an error; the message is Lambda's JSON of it. */
final class FunctionErrorException extends RuntimeException {

    private static final long serialVersionUID = 1;

    FunctionErrorException(String json) {
        super(json);
    }
}
