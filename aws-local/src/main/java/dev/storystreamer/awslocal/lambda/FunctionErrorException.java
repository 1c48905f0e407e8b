package dev.storystreamer.awslocal.lambda;

/** A function reported an error; the message is the JSON of the report. */
final class FunctionErrorException extends RuntimeException {

    private static final long serialVersionUID = 1;

    FunctionErrorException(String json) {
        super(json);
    }
}
