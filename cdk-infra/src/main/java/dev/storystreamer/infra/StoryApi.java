package dev.storystreamer.infra;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awscdk.Annotations;
import software.amazon.awscdk.Aws;
import software.amazon.awscdk.services.apigatewayv2.CfnIntegration;
import software.amazon.awscdk.services.apigatewayv2.CfnIntegrationResponse;
import software.amazon.awscdk.services.apigatewayv2.CfnRoute;
import software.amazon.awscdk.services.apigatewayv2.ThrottleSettings;
import software.amazon.awscdk.services.apigatewayv2.WebSocketApi;
import software.amazon.awscdk.services.apigatewayv2.WebSocketStage;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.amazon.awscdk.services.lambda.IFunction;
import software.amazon.awscdk.services.lambda.Permission;
import software.constructs.Construct;

/**
 * A WebSocket API whose three routes, {@code $connect}, {@code $disconnect} and {@code $default}, lead to one function. It
 * answers no message itself: whatever a client is told, the function posts.
 */
public final class StoryApi extends Construct {
    /** The only stage. */
    public static final String STAGE = "prod";

    private final WebSocketApi api;
    private final WebSocketStage stage;
    private final IFunction handler;

    /**
     * Declares the API.
     *
     * @param scope the stack, or a construct of it
     * @param id its name there
     * @param settings how it treats its clients
     * @param handler what its routes invoke
     * @param authorizer what {@code $connect} asks first; present if and only if the access is {@link Access.Jwt}
     */
    public StoryApi(
            Construct scope, String id, ApiSettings settings, IFunction handler, Optional<IFunction> authorizer) {
        super(scope, id);
        this.handler = handler;
        api = WebSocketApi.Builder.create(this, "Api").build();
        stage = WebSocketStage.Builder.create(this, "Stage")
                .webSocketApi(api)
                .stageName(STAGE)
                .autoDeploy(true)
                .throttle(ThrottleSettings.builder()
                        .rateLimit(settings.throttleRate())
                        .burstLimit(settings.throttleBurst())
                        .build())
                .build();
        CfnIntegration proxy = proxyIntegration();
        CfnRoute connect = route("Connect", "$connect", proxy);
        ConnectAccess.apply(this, connect, settings.access(), authorizer);
        CfnRoute disconnect = route("Disconnect", "$disconnect", proxy);
        CfnRoute message =
                route("Default", "$default", settings.invocation() == Invocation.ASYNC ? eventIntegration() : proxy);
        if (settings.accessLogs() != AccessLogs.OFF) {
            StageAccessLogs.write(this, stage, settings.accessLogs(), settings.accessLogRetention());
        } else {
            Suppressions.ofUnloggedStage(stage);
        }
        if (settings.access() instanceof Access.None) {
            Suppressions.ofOpenRoute(connect);
            Annotations.of(this)
                    .addWarningV2(
                            "StoryStreamer:OpenToAnybody",
                            "auth=none: anybody who knows the URL can have stories told at this account's cost. Choose"
                                    + " auth=jwt or auth=iam before it is known to anybody else.");
        }
        Suppressions.ofMessageRoutes(List.of(disconnect, message));
    }

    /** Returns where clients connect, {@code wss://...}. */
    public String url() {
        return stage.getUrl();
    }

    /** Returns where the function posts to its clients, {@code https://...}. */
    public String callbackUrl() {
        return stage.getCallbackUrl();
    }

    /** Returns the ARN of all connections of the stage, as far as posting to them goes. */
    public String connectionsArn() {
        return apiArn(STAGE + "/POST/@connections/*");
    }

    /** Returns the API, for more routes, a domain name or an alarm of one's own. */
    public WebSocketApi api() {
        return api;
    }

    String apiId() {
        return api.getApiId();
    }

    String authorizerArn(String authorizerId) {
        return apiArn("authorizers/" + authorizerId);
    }

    /** The address at which API Gateway invokes a function. */
    static String invocationUri(IFunction function) {
        return "arn:%s:apigateway:%s:lambda:path/2015-03-31/functions/%s/invocations"
                .formatted(Aws.PARTITION, Aws.REGION, function.getFunctionArn());
    }

    private String apiArn(String path) {
        return "arn:%s:execute-api:%s:%s:%s/%s".formatted(Aws.PARTITION, Aws.REGION, Aws.ACCOUNT_ID, apiId(), path);
    }

    private CfnRoute route(String id, String key, CfnIntegration integration) {
        handler.addPermission(
                "Invoke" + id,
                Permission.builder()
                        .scope(this)
                        .principal(new ServicePrincipal("apigateway.amazonaws.com"))
                        .sourceArn(apiArn(STAGE + "/" + key))
                        .build());
        return CfnRoute.Builder.create(this, id)
                .apiId(apiId())
                .routeKey(key)
                .target("integrations/" + integration.getRef())
                .build();
    }

    private CfnIntegration proxyIntegration() {
        return CfnIntegration.Builder.create(this, "Proxy")
                .apiId(apiId())
                .integrationType("AWS_PROXY")
                .integrationUri(invocationUri(handler))
                .build();
    }

    /** Lambda answers such an invocation at once, with 202 and nothing in it, which nobody is told. */
    private CfnIntegration eventIntegration() {
        CfnIntegration integration = CfnIntegration.Builder.create(this, "Event")
                .apiId(apiId())
                .integrationType("AWS")
                .integrationMethod("POST")
                .integrationUri(invocationUri(handler))
                .requestParameters(Map.of("integration.request.header.X-Amz-Invocation-Type", "'Event'"))
                .requestTemplates(Map.of("$default", EventTemplate.text()))
                .templateSelectionExpression("\\$default")
                .build();
        CfnIntegrationResponse.Builder.create(this, "EventAccepted")
                .apiId(apiId())
                .integrationId(integration.getRef())
                .integrationResponseKey("$default")
                .build();
        return integration;
    }
}
