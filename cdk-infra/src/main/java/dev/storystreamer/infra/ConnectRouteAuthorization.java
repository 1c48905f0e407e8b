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

/** Sets who may pass {@code $connect}, the one route that a WebSocket API can authorize. */
final class ConnectAccess {
    private static final String HANDLER = "dev.storystreamer.lambda.ConnectAuthorizer::handleRequest";

    private ConnectAccess() {}

    static void apply(StoryApi api, CfnRoute connect, Access access, Optional<IFunction> authorizer) {
        connect.setAuthorizationType(access.match(none -> "NONE", iam -> "AWS_IAM", jwt -> "CUSTOM"));
        boolean jwt = access instanceof Access.Jwt;
        if (jwt != authorizer.isPresent()) {
            throw new IllegalArgumentException("an authorizer belongs to the access jwt, and to no other: " + access);
        }
        authorizer.ifPresent(function -> connect.setAuthorizerId(authorizer(api, function)));
    }

    /** Declares the function that checks tokens: no permission but its own log, and the keys come from the internet. */
    static StoryFunction checker(Construct scope, String id, FunctionSettings settings, Access.Jwt access) {
        Map<String, String> environment = new TreeMap<>();
        environment.put("STORY_JWT_ISSUER", access.issuer().toString());
        environment.put("STORY_JWT_AUDIENCE", access.audience());
        environment.put("STORY_JWT_JWKS_URL", access.jwksUrl().toString());
        if (!access.allowedOrigins().isEmpty()) {
            environment.put("STORY_ALLOWED_ORIGINS", String.join(",", access.allowedOrigins()));
        }
        return new StoryFunction(scope, id, HANDLER, settings, environment);
    }

    /**
     * No identity source is named: each one that is named must be there, and a token comes either in the query or as a
     * sub-protocol. So the function is asked at every handshake, and no answer is cached.
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
