package dev.storystreamer.websocket;

import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.crt.CRT;
import software.amazon.awssdk.crt.http.HttpException;
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

    /** Errors of the CRT that precede the first byte of a request: there was no connection to send it on. */
    private static final Set<String> NOT_CONNECTED = Set.of(
            "AWS_IO_SOCKET_CONNECTION_REFUSED",
            "AWS_IO_SOCKET_NO_ROUTE_TO_HOST",
            "AWS_IO_SOCKET_NETWORK_DOWN",
            "AWS_IO_SOCKET_CONNECT_ABORTED",
            "AWS_IO_DNS_QUERY_FAILED",
            "AWS_IO_DNS_QUERY_AGAIN",
            "AWS_IO_DNS_NO_ADDRESS_FOR_HOST",
            "AWS_IO_TLS_NEGOTIATION_TIMEOUT",
            "AWS_ERROR_HTTP_CONNECTION_MANAGER_ACQUISITION_TIMEOUT",
            "AWS_ERROR_HTTP_CONNECTION_MANAGER_MAX_PENDING_ACQUISITIONS_EXCEEDED",
            "AWS_ERROR_HTTP_STREAM_MANAGER_CONNECTION_ACQUIRE_FAILURE");

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
                || (cause instanceof HttpException crt && NOT_CONNECTED.contains(CRT.awsErrorName(crt.getErrorCode())));
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
