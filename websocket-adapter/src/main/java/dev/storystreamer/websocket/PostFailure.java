package dev.storystreamer.websocket;

import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.apigatewaymanagementapi.model.GoneException;

/** What a failed post means: the one place where the SDK's errors are told apart. */
enum PostFailure {
    /** The client has left. */
    GONE,
    /** It will never be accepted: no permission, not this size, not this connection id. */
    REFUSED,
    /** It was surely not delivered, and may be accepted if it is made again. */
    NOT_DELIVERED,
    /** Nobody knows whether it was delivered; it may be accepted if it is made again. */
    UNCERTAIN;

    private static final int FIRST_SERVER_ERROR = 500;
    private static final int DEEPEST_CAUSE = 20; // causes may run in a circle
    private static final int GONE_STATUS = 410;
    private static final int TOO_MANY_REQUESTS = 429;

    /** What the SDK's CRT client says whenever it has no connection to send anything on, a refused one included. */
    private static final String NOT_CONNECTED = "An exception occurred when acquiring a connection";

    static PostFailure of(Throwable error) {
        return causes(error)
                .filter(AwsServiceException.class::isInstance)
                .findFirst()
                .map(answer -> ofAnswer((AwsServiceException) answer))
                .orElseGet(() -> ofNoAnswer(error));
    }

    private static PostFailure ofAnswer(AwsServiceException answer) {
        int status = answer.statusCode();
        if (answer instanceof GoneException || status == GONE_STATUS) {
            return GONE;
        }
        if (status == TOO_MANY_REQUESTS) {
            return NOT_DELIVERED;
        }
        if (status < FIRST_SERVER_ERROR) {
            return REFUSED;
        }
        // The gateway names its own errors. Without a name, something between here and there has answered, and what it
        // was sent may have gone through.
        return header(answer, "x-amzn-ErrorType").isPresent() ? NOT_DELIVERED : UNCERTAIN;
    }

    private static PostFailure ofNoAnswer(Throwable error) {
        if (causes(error).anyMatch(PostFailure::isNoConnection)) {
            return NOT_DELIVERED;
        }
        return causes(error).anyMatch(PostFailure::isLostOnTheWay) ? UNCERTAIN : REFUSED;
    }

    private static boolean isLostOnTheWay(Throwable cause) {
        return cause instanceof IOException || cause instanceof TimeoutException;
    }

    private static boolean isNoConnection(Throwable cause) {
        return cause instanceof ConnectException
                || cause instanceof UnknownHostException
                || cause instanceof SSLHandshakeException
                || (cause instanceof IOException && NOT_CONNECTED.equals(cause.getMessage()));
    }

    boolean mayRetry(boolean repeatable) {
        return this == NOT_DELIVERED || (this == UNCERTAIN && repeatable);
    }

    /** The error and all that caused it. */
    static Stream<Throwable> causes(Throwable error) {
        return Stream.iterate(Optional.of(error), Optional::isPresent, cause -> cause.map(Throwable::getCause))
                .limit(DEEPEST_CAUSE)
                .flatMap(Optional::stream);
    }

    static Optional<String> header(AwsServiceException answer, String name) {
        return Optional.ofNullable(answer.awsErrorDetails())
                .map(details -> details.sdkHttpResponse())
                .flatMap((SdkHttpResponse response) -> response.firstMatchingHeader(name));
    }
}
