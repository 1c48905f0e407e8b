package dev.storystreamer.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2WebSocketEvent;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * The origin, the ids and the deadline of one client message.
 *
 * @param connectionId the WebSocket connection
 * @param requestId API Gateway's id of the message, which error messages to the client contain; Lambda's if it is missing
 * @param lambdaRequestId Lambda's id of the invocation
 * @param storyId an id of our own, new for every message
 * @param domainName the API's host
 * @param stage the API's stage
 * @param principal the principal that the authorizer of {@code $connect} returned; empty without an authorizer
 * @param deadlineNanos when Lambda ends the invocation, in terms of {@link System#nanoTime}
 */
record RequestScope(
        String connectionId,
        String requestId,
        String lambdaRequestId,
        String storyId,
        String domainName,
        String stage,
        Optional<String> principal,
        long deadlineNanos) {

    static RequestScope of(APIGatewayV2WebSocketEvent.RequestContext request, Context context) {
        String requestId = orEmpty(request.getRequestId());
        String lambdaRequestId = orEmpty(context.getAwsRequestId());
        return new RequestScope(
                orEmpty(request.getConnectionId()),
                requestId.isEmpty() ? lambdaRequestId : requestId,
                lambdaRequestId,
                UUID.randomUUID().toString(),
                orEmpty(request.getDomainName()),
                orEmpty(request.getStage()),
                principal(request),
                System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(context.getRemainingTimeInMillis()));
    }

    private static Optional<String> principal(APIGatewayV2WebSocketEvent.RequestContext request) {
        Map<String, Object> authorizer = request.getAuthorizer();
        return authorizer == null
                ? Optional.empty()
                : Optional.ofNullable(authorizer.get("principalId")).map(Object::toString);
    }

    @SuppressWarnings("NullAway") // Lambda's types have no nullness annotations, and any of these may be null
    private static String orEmpty(String value) {
        return value == null ? "" : value;
    }

    /** The remaining time of the invocation. */
    Duration timeLeft() {
        return Duration.ofNanos(deadlineNanos - System.nanoTime());
    }
}
