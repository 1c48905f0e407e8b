package dev.storystreamer.infra;

import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.services.apigateway.CfnAccount;
import software.amazon.awscdk.services.apigatewayv2.CfnStage;
import software.amazon.awscdk.services.apigatewayv2.WebSocketStage;
import software.amazon.awscdk.services.iam.ManagedPolicy;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.amazon.awscdk.services.logs.LogGroup;
import software.amazon.awscdk.services.logs.RetentionDays;
import software.constructs.Construct;

/**
 * Writes one JSON line for each handshake and message. The line does not contain the message, nor the query string, which
 * can contain a token.
 */
final class StageAccessLogs {
    private static final List<String> FIELDS = List.of(
            "requestId",
            "requestTime",
            "eventType",
            "routeKey",
            "connectionId",
            "status",
            "error.messageString",
            "integrationErrorMessage",
            "identity.sourceIp",
            "authorizer.principalId");

    private StageAccessLogs() {}

    static void enable(Construct scope, WebSocketStage stage, AccessLogMode mode, RetentionDays retention) {
        LogGroup logs = LogGroup.Builder.create(scope, "AccessLogs")
                .retention(retention)
                .removalPolicy(RemovalPolicy.DESTROY)
                .build();
        CfnStage resource = (CfnStage) Objects.requireNonNull(stage.getNode().getDefaultChild());
        resource.setAccessLogSettings(CfnStage.AccessLogSettingsProperty.builder()
                .destinationArn(logs.getLogGroupArn())
                .format(FIELDS.stream()
                        .map(field -> "\"%s\":\"$context.%s\"".formatted(field, field))
                        .collect(Collectors.joining(",", "{", "}")))
                .build());
        if (mode == AccessLogMode.WITH_ACCOUNT_ROLE) {
            resource.getNode().addDependency(accountRole(scope));
        }
    }

    /** Kept when the stack is destroyed: it belongs to the account, and other APIs can use it. */
    private static CfnAccount accountRole(Construct scope) {
        Role role = Role.Builder.create(scope, "AccountLogsRole")
                .assumedBy(new ServicePrincipal("apigateway.amazonaws.com"))
                .managedPolicies(Stream.of("service-role/AmazonAPIGatewayPushToCloudWatchLogs")
                        .map(ManagedPolicy::fromAwsManagedPolicyName)
                        .toList())
                .build();
        role.applyRemovalPolicy(RemovalPolicy.RETAIN);
        CdkNagSuppressions.ofAccountRole(role);
        CfnAccount account = CfnAccount.Builder.create(scope, "Account")
                .cloudWatchRoleArn(role.getRoleArn())
                .build();
        account.applyRemovalPolicy(RemovalPolicy.RETAIN);
        return account;
    }
}
