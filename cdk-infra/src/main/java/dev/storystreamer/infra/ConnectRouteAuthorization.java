package dev.storystreamer.infra;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import software.amazon.awscdk.services.apigatewayv2.CfnAuthorizer;
import software.amazon.awscdk.services.apigatewayv2.CfnRoute;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.amazon.awscdk.services.lambda.IFunction;
import software.amazon.awscdk.services.lambda.Permission;
import software.constructs.Construct;

/** Configures the authorization of {@code $connect}, the only route of a WebSocket API that can have one. */
final class ConnectRouteAuthorization {
    private static final String HANDLER = "dev.storystreamer.lambda.access.ConnectAuthorizer::handleRequest";

    private ConnectRouteAuthorization() {}

    static void apply(
            StoryApi api, CfnRoute connect, ConnectAuthorization authorization, Optional<IFunction> authorizer) {
        connect.setAuthorizationType(authorization.match(none -> "NONE", iam -> "AWS_IAM", jwt -> "CUSTOM"));
        boolean jwt = authorization instanceof ConnectAuthorization.Jwt;
        if (jwt != authorizer.isPresent()) {
            throw new IllegalArgumentException(
                    "an authorizer function is required for Jwt and not allowed otherwise: " + authorization);
        }
        authorizer.ifPresent(function -> connect.setAuthorizerId(authorizer(api, function)));
    }

    /** Declares the function that verifies tokens. It gets the keys from the internet; its role can only write logs. */
    static StoryFunction authorizerFunction(
            Construct scope, String id, FunctionSettings settings, ConnectAuthorization.Jwt jwt) {
        Map<String, String> environment = new TreeMap<>();
        environment.put("STORY_JWT_ISSUER", jwt.issuer().toString());
        environment.put("STORY_JWT_AUDIENCE", jwt.audience());
        environment.put("STORY_JWT_JWKS_URL", jwt.jwksUrl().toString());
        if (!jwt.allowedOrigins().isEmpty()) {
            environment.put("STORY_ALLOWED_ORIGINS", String.join(",", jwt.allowedOrigins()));
        }
        return new StoryFunction(scope, id, HANDLER, settings, environment);
    }

    /**
     * Has no identity source: API Gateway requires all identity sources, but a token is either in the query or in the
     * sub-protocol. Therefore API Gateway calls the function at each handshake and caches no result.
     */
    private static String authorizer(StoryApi api, IFunction function) {
        CfnAuthorizer authorizer = CfnAuthorizer.Builder.create(api, "Authorizer")
                .apiId(api.apiId())
                .name("token")
                .authorizerType("REQUEST")
                .authorizerUri(StoryApi.invocationUri(function))
                .identitySource(List.of())
                .build();
        function.addPermission(
                "Authorize",
                Permission.builder()
                        .scope(api)
                        .principal(new ServicePrincipal("apigateway.amazonaws.com"))
                        .sourceArn(api.authorizerArn(authorizer.getRef()))
                        .build());
        return authorizer.getRef();
    }
}
