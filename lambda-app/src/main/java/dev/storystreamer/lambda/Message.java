package dev.storystreamer.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2WebSocketEvent;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Where one message of a client came from, and the ids to speak of it.
 *
 * @param connectionId the WebSocket connection
 * @param requestId API Gateway's id of the message, which a person can quote; Lambda's where that is missing
 * @param storyId ours, new for every message
 * @param domainName the API's host
 * @param stage the API's stage
 * @param principal whom the authorizer of {@code $connect} let in; empty without one
 * @param context the invocation
 */
record Message(
        String connectionId,
        String requestId,
        String storyId,
        String domainName,
        String stage,
        Optional<String> principal,
        Context context) {

    static Message of(APIGatewayV2WebSocketEvent event, Context context, String storyId) {
        APIGatewayV2WebSocketEvent.RequestContext request = event.getRequestContext();
        String requestId = request.getRequestId();
        return new Message(
                orEmpty(request.getConnectionId()),
                requestId == null || requestId.isEmpty() ? orEmpty(context.getAwsRequestId()) : requestId,
                storyId,
                orEmpty(request.getDomainName()),
                orEmpty(request.getStage()),
                principal(request),
                context);
    }

    private static Optional<String> principal(APIGatewayV2WebSocketEvent.RequestContext request) {
        Map<String, Object> authorizer = request.getAuthorizer();
        return authorizer == null
                ? Optional.empty()
                : Optional.ofNullable(authorizer.get("principalId")).map(Object::toString);
    }

    @SuppressWarnings("NullAway") // Lambda's types carry no nullness: here is where it is settled
    private static String orEmpty(String value) {
        return value == null ? "" : value;
    }

    /** How long the platform lets this invocation go on. */
    Duration timeLeft() {
        return Duration.ofMillis(context.getRemainingTimeInMillis());
    }
}
