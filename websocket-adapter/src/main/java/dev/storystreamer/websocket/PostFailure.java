package dev.storystreamer.websocket;

import dev.storystreamer.core.Causes;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLHandshakeException;
import software.amazon.awssdk.crt.CRT;
import software.amazon.awssdk.crt.http.HttpException;

/** The kind of a failed post, which decides whether it is retried. */
enum PostFailure {
    /** The client has left. */
    GONE,
    /** The request will never be accepted: a permission, its size or the connection id is wrong. */
    REFUSED,
    /** The data was not delivered, and may be accepted on a retry. */
    NOT_DELIVERED,
    /** The data may have been delivered, and may be accepted on a retry. */
    UNCERTAIN;

    private static final int GONE_STATUS = 410;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int FIRST_SERVER_ERROR = 500;

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

    /** Classifies the failure of {@link PostToConnection#post}, or the {@link TimeoutException} that ended it. */
    static PostFailure of(Throwable failure) {
        return failure instanceof ErrorResponseException response ? ofResponse(response) : ofNoResponse(failure);
    }

    private static PostFailure ofResponse(ErrorResponseException response) {
        int status = response.status();
        if (status == GONE_STATUS) {
            return GONE;
        }
        if (status == TOO_MANY_REQUESTS) {
            return NOT_DELIVERED;
        }
        if (status < FIRST_SERVER_ERROR) {
            return REFUSED;
        }
        // API Gateway sends the type of its errors. Without one, a proxy has answered, which may have passed the data
        // on.
        return response.errorType().isPresent() ? NOT_DELIVERED : UNCERTAIN;
    }

    private static PostFailure ofNoResponse(Throwable failure) {
        if (Causes.of(failure).anyMatch(PostFailure::isNotConnected)) {
            return NOT_DELIVERED;
        }
        return Causes.of(failure).anyMatch(PostFailure::isConnectionLost) ? UNCERTAIN : REFUSED;
    }

    private static boolean isNotConnected(Throwable cause) {
        return cause instanceof ConnectException
                || cause instanceof UnknownHostException
                || cause instanceof SSLHandshakeException
                || (cause instanceof HttpException crt && NOT_CONNECTED.contains(CRT.awsErrorName(crt.getErrorCode())));
    }

    private static boolean isConnectionLost(Throwable cause) {
        return cause instanceof IOException || cause instanceof TimeoutException;
    }

    /** Returns whether the post may be sent again, given whether it does no harm if the client gets the frame twice. */
    boolean isRetryable(boolean idempotent) {
        return this == NOT_DELIVERED || (this == UNCERTAIN && idempotent);
    }
}
