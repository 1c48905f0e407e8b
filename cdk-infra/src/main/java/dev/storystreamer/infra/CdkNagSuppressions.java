package dev.storystreamer.infra;

import io.github.cdklabs.cdknag.NagPackSuppression;
import io.github.cdklabs.cdknag.NagSuppressions;
import io.github.cdklabs.cdknag.RegexAppliesTo;
import java.util.List;
import software.amazon.awscdk.services.apigatewayv2.CfnRoute;
import software.amazon.awscdk.services.apigatewayv2.WebSocketStage;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.sqs.Queue;
import software.constructs.IConstruct;

/** The findings of cdk-nag's AwsSolutions rules that this stack accepts, with the reasons. The template contains them. */
final class CdkNagSuppressions {
    private CdkNagSuppressions() {}

    static void ofTracing(IConstruct function) {
        suppress(
                function,
                "AwsSolutions-IAM5",
                "X-Ray's PutTraceSegments and PutTelemetryRecords know no resources: AWS asks for * here.",
                "Resource::*");
    }

    static void ofConnections(IConstruct function) {
        suppress(
                function,
                "AwsSolutions-IAM5",
                "A connection's id is not known before it is there; this is every connection of one stage of one API.",
                RegexAppliesTo.builder()
                        .regex("/^Resource::arn:.*/prod/POST/@connections/\\*$/")
                        .build());
    }

    static void ofFailures(Queue queue) {
        suppress(queue, "AwsSolutions-SQS3", "It is where failures end up; nobody takes them from there but a person.");
    }

    static void ofRuntime(IConstruct function) {
        suppress(
                function,
                "AwsSolutions-L1",
                "The runtime is chosen by the javaRuntime setting, which offers living ones.");
    }

    static void ofOpenRoute(CfnRoute connect) {
        suppress(connect, "AwsSolutions-APIG4", "The setting auth=none was chosen: anybody may connect.");
    }

    static void ofMessageRoutes(List<CfnRoute> routes) {
        routes.forEach(route -> suppress(
                route,
                "AwsSolutions-APIG4",
                "A WebSocket API authorizes on $connect alone; whoever is connected was let in there."));
    }

    static void ofUnloggedStage(WebSocketStage stage) {
        suppress(
                stage,
                "AwsSolutions-APIG1",
                "Access logs need a role that is the account's, not the stack's: the setting accessLogs turns them on.");
    }

    static void ofAccountRole(Role role) {
        suppress(
                role,
                "AwsSolutions-IAM4",
                "API Gateway takes one role for all APIs of an account, with this policy, made for it.");
    }

    private static void suppress(IConstruct construct, String rule, String reason, Object... findings) {
        NagPackSuppression.Builder suppression =
                NagPackSuppression.builder().id(rule).reason(reason);
        if (findings.length > 0) {
            suppression.appliesTo(List.of(findings));
        }
        NagSuppressions.addResourceSuppressions(construct, List.of(suppression.build()), true);
    }
}
