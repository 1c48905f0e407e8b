package dev.storystreamer.lambda.access;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.APIGatewayCustomAuthorizerEvent;
import com.amazonaws.services.lambda.runtime.events.IamPolicyResponseV1;
import com.google.gson.JsonObject;
import dev.storystreamer.lambda.Environment;
import dev.storystreamer.lambda.Handshake;
import dev.storystreamer.lambda.LogLine;
import dev.storystreamer.lambda.access.RefusedException.Reason;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The Lambda authorizer of {@code $connect}: a client may connect if it has a valid token of the issuer for this API.
 *
 * <p>The client sends the token as the subprotocol {@code bearer.<token>}, beside {@code story.v1}, or as the query
 * parameter {@code token}. API Gateway passes the token's subject to every route, as {@code
 * requestContext.authorizer.principalId}. A client without a valid token gets 403 at the handshake, also if the check
 * fails with an unexpected exception. Thread-safe.
 *
 * @see <a href="https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-lambda-auth.html">REQUEST
 *     authorizers of WebSocket APIs</a>
 */
public final class ConnectAuthorizer implements RequestHandler<APIGatewayCustomAuthorizerEvent, IamPolicyResponseV1> {

    /** The principal of a client that was refused: the subject of its token is not verified. */
    private static final String NOBODY = "nobody";

    private final AccessSettings settings;
    private final TokenVerifier tokens;

    /**
     * Creates the authorizer from the environment of the process.
     *
     * @throws IllegalArgumentException if a setting is missing or wrong; the message names it
     */
    public ConnectAuthorizer() {
        this(System.getenv());
    }

    /**
     * Creates the authorizer for another host than Lambda.
     *
     * @param environment the environment variables: {@code STORY_JWT_ISSUER}, {@code STORY_JWT_AUDIENCE},
     *     {@code STORY_JWT_JWKS_URL}, {@code STORY_ALLOWED_ORIGINS}
     * @throws IllegalArgumentException if a setting is missing or wrong; the message names it
     */
    public ConnectAuthorizer(Map<String, String> environment) {
        this.settings = AccessSettings.from(new Environment(environment));
        this.tokens = new TokenVerifier(settings);
    }

    @Override
    public IamPolicyResponseV1 handleRequest(APIGatewayCustomAuthorizerEvent event, Context context) {
        JsonObject line = LogLine.of("INFO", "connection allowed");
        String requestId = event.getRequestContext() == null
                ? context.getAwsRequestId()
                : event.getRequestContext().getRequestId();
        line.addProperty("requestId", requestId);
        line.addProperty("lambdaRequestId", context.getAwsRequestId());
        try {
            String principal = principal(new Handshake(event.getHeaders(), event.getQueryStringParameters()));
            line.addProperty("principal", principal);
            return policy(principal, IamPolicyResponseV1.allowStatement(event.getMethodArn()));
        } catch (RefusedException e) {
            describe(line, e);
            return policy(NOBODY, IamPolicyResponseV1.denyStatement(event.getMethodArn()));
        } catch (RuntimeException | StackOverflowError e) { // otherwise the client would get a 5xx status
            describe(line, new RefusedException(Reason.UNEXPECTED_FAILURE, e));
            return policy(NOBODY, IamPolicyResponseV1.denyStatement(event.getMethodArn()));
        } finally {
            LogLine.write(line, context.getLogger());
        }
    }

    private String principal(Handshake handshake) throws RefusedException {
        Optional<String> origin = handshake.origin();
        if (origin.isPresent() && !settings.allowsOrigin(origin.get())) {
            throw new RefusedException(Reason.ORIGIN_NOT_ALLOWED);
        }
        Optional<String> token = handshake.token();
        if (token.isEmpty()) {
            throw new RefusedException(Reason.NO_TOKEN);
        }
        return tokens.subjectOf(token.get());
    }

    /** Adds the reason. The message of a cause may contain parts of the token, except if the keys were not fetched. */
    private static void describe(JsonObject line, RefusedException refusal) {
        line.addProperty("message", "connection refused");
        line.addProperty("reason", refusal.getMessage());
        Throwable cause = refusal.getCause();
        if (cause == null) {
            return;
        }
        if (refusal.reason() == Reason.KEYS_UNAVAILABLE) {
            line.addProperty("level", "WARN");
            LogLine.addError(line, cause);
        } else if (refusal.reason() == Reason.UNEXPECTED_FAILURE) {
            line.addProperty("level", "ERROR");
            line.addProperty("error", cause.getClass().getName());
            LogLine.addStack(line, cause);
        }
    }

    private static IamPolicyResponseV1 policy(String principal, IamPolicyResponseV1.Statement statement) {
        return IamPolicyResponseV1.builder()
                .withPrincipalId(principal)
                .withPolicyDocument(IamPolicyResponseV1.PolicyDocument.builder()
                        .withVersion(IamPolicyResponseV1.VERSION_2012_10_17)
                        .withStatement(List.of(statement))
                        .build())
                .withContext(Map.of("principal", principal))
                .build();
    }
}
