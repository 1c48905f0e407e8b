package dev.storystreamer.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.APIGatewayCustomAuthorizerEvent;
import com.amazonaws.services.lambda.runtime.events.IamPolicyResponseV1;
import com.google.gson.JsonObject;
import dev.storystreamer.lambda.RefusedException.Reason;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The Lambda authorizer of {@code $connect}: lets in who shows a token that one issuer signed for this API.
 *
 * <p>The token comes as a sub-protocol, {@code bearer.<token>} beside {@code story.v1}, or as the query parameter {@code
 * token}. Whoever is let in is known by the token's subject from then on: API Gateway hands it to every route as {@code
 * requestContext.authorizer.principalId}. Whoever is not gets 403 at the handshake. Thread-safe.
 *
 * @see <a href="https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-lambda-auth.html">REQUEST
 *     authorizers of WebSocket APIs</a>
 */
public final class ConnectAuthorizer implements RequestHandler<APIGatewayCustomAuthorizerEvent, IamPolicyResponseV1> {

    /** Who is refused has no name that could be believed. */
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
     * @param environment read like the environment of a process: {@code STORY_JWT_ISSUER}, {@code STORY_JWT_AUDIENCE},
     *     {@code STORY_JWT_JWKS_URL}, {@code STORY_ALLOWED_ORIGINS}
     * @throws IllegalArgumentException if a setting is missing or wrong; the message names it
     */
    public ConnectAuthorizer(Map<String, String> environment) {
        this.settings = AccessSettings.from(environment);
        this.tokens = new TokenVerifier(settings);
    }

    @Override
    public IamPolicyResponseV1 handleRequest(APIGatewayCustomAuthorizerEvent event, Context context) {
        JsonObject line = new JsonObject();
        line.addProperty("timestamp", Instant.now().toString());
        line.addProperty("level", "INFO");
        String requestId = event.getRequestContext() == null
                ? context.getAwsRequestId()
                : event.getRequestContext().getRequestId();
        line.addProperty("requestId", requestId);
        line.addProperty("lambdaRequestId", context.getAwsRequestId());
        try {
            String principal = principal(Handshake.of(event.getHeaders(), event.getQueryStringParameters()));
            line.addProperty("message", "connection allowed");
            line.addProperty("principal", principal);
            return policy(principal, IamPolicyResponseV1.allowStatement(event.getMethodArn()));
        } catch (RefusedException e) {
            describe(line, e);
            return policy(NOBODY, IamPolicyResponseV1.denyStatement(event.getMethodArn()));
        } finally {
            context.getLogger().log(line.toString());
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

    /** The exception below a refusal may quote the token, except when it speaks of the keys. */
    private static void describe(JsonObject line, RefusedException refusal) {
        line.addProperty("message", "connection refused");
        line.addProperty("reason", refusal.getMessage());
        Throwable cause = refusal.getCause();
        if (refusal.reason() == Reason.KEYS_UNAVAILABLE && cause != null) {
            line.addProperty("level", "WARN");
            line.addProperty("error", cause.getClass().getName());
            line.addProperty("errorMessage", cause.getMessage());
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
