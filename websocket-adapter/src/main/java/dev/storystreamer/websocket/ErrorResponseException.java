package dev.storystreamer.websocket;

import java.util.Optional;
import software.amazon.awssdk.http.SdkHttpResponse;

/** The management endpoint answered a post with an error status. */
final class ErrorResponseException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private static final String ERROR_TYPE = "x-amzn-ErrorType";

    private final SdkHttpResponse response;

    ErrorResponseException(SdkHttpResponse response, String body) {
        super(message(response, body));
        this.response = response;
    }

    private static String message(SdkHttpResponse response, String body) {
        String type = response.firstMatchingHeader(ERROR_TYPE).orElse("no error type");
        String requestId = response.firstMatchingHeader("x-amzn-RequestId").orElse("none");
        return "HTTP status " + response.statusCode() + " (" + type + ", request id " + requestId + ") " + body;
    }

    int status() {
        return response.statusCode();
    }

    /** The error's type, as API Gateway names it; empty if something else on the way has answered. */
    Optional<String> errorType() {
        return header(ERROR_TYPE);
    }

    Optional<String> header(String name) {
        return response.firstMatchingHeader(name);
    }
}
