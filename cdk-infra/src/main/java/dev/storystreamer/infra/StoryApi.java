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
 * A WebSocket API whose three routes, {@code $connect}, {@code $disconnect} and {@code $default}, invoke one function. The
 * routes have no response to messages: the function posts all frames.
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
     * @param scope the stack, or a construct in it
     * @param id the construct id
     * @param settings the settings of the API
     * @param handler the function that the routes invoke
     * @param authorizer the authorizer of {@code $connect}; present if and only if the authorization is {@link
     *     ConnectAuthorization.Jwt}
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
        ConnectRouteAuthorization.apply(this, connect, settings.authorization(), authorizer);
        CfnRoute disconnect = route("Disconnect", "$disconnect", proxy);
        CfnRoute message = route(
                "Default", "$default", settings.invocation() == InvocationMode.ASYNC ? eventIntegration() : proxy);
        if (settings.accessLogs() != AccessLogMode.OFF) {
            StageAccessLogs.enable(this, stage, settings.accessLogs(), settings.accessLogRetention());
        } else {
            CdkNagSuppressions.ofUnloggedStage(stage);
        }
        if (settings.authorization() instanceof ConnectAuthorization.None) {
            CdkNagSuppressions.ofOpenRoute(connect);
            Annotations.of(this)
                    .addWarningV2(
                            "StoryStreamer:OpenToAnybody",
                            "auth=none: anyone who knows the URL can run stories at the cost of this account. Set auth=jwt"
                                    + " or auth=iam before you share the URL.");
        }
        CdkNagSuppressions.ofMessageRoutes(List.of(disconnect, message));
    }

    /** Returns the URL for clients, {@code wss://...}. */
    public String url() {
        return stage.getUrl();
    }

    /** Returns the URL for posts to clients, {@code https://...}. */
    public String callbackUrl() {
        return stage.getCallbackUrl();
    }

    /** Returns the ARN pattern that allows posts to all connections of the stage. */
    public String connectionsArn() {
        return apiArn(STAGE + "/POST/@connections/*");
    }

    /** Returns the API, to add routes, a domain name or alarms. */
    public WebSocketApi api() {
        return api;
    }

    String apiId() {
        return api.getApiId();
    }

    String authorizerArn(String authorizerId) {
        return apiArn("authorizers/" + authorizerId);
    }

    /** Returns the URI with which API Gateway invokes a function. */
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

    /** Lambda responds to an asynchronous invocation with status 202 and an empty body, which is not sent to the client. */
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
