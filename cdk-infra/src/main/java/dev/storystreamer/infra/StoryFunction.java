package dev.storystreamer.infra;

import java.util.List;
import java.util.Map;
import software.amazon.awscdk.Annotations;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.services.iam.IGrantable;
import software.amazon.awscdk.services.iam.IPrincipal;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.amazon.awscdk.services.lambda.Alias;
import software.amazon.awscdk.services.lambda.Code;
import software.amazon.awscdk.services.lambda.EventInvokeConfigOptions;
import software.amazon.awscdk.services.lambda.Function;
import software.amazon.awscdk.services.lambda.SnapStartConf;
import software.amazon.awscdk.services.lambda.Tracing;
import software.amazon.awscdk.services.lambda.destinations.SqsDestination;
import software.amazon.awscdk.services.logs.LogGroup;
import software.amazon.awscdk.services.sqs.Queue;
import software.amazon.awscdk.services.sqs.QueueEncryption;
import software.constructs.Construct;

/**
 * A Lambda function with one of the package's handlers, an alias, a log group, and a role that can write to that log
 * group; other methods add permissions.
 *
 * <p>{@link #forStories} creates the function for stories. Callers must invoke {@link #alias()}, because SnapStart needs a
 * published version.
 */
public final class StoryFunction extends Construct implements IGrantable {
    private static final String STORY_HANDLER = "dev.storystreamer.lambda.StoryHandler::handleRequest";

    private final Role role;
    private final LogGroup logGroup;
    private final Function function;
    private final Alias alias;

    StoryFunction(
            Construct scope, String id, String handler, FunctionSettings settings, Map<String, String> environment) {
        super(scope, id);
        logGroup = LogGroup.Builder.create(this, "Logs")
                .retention(settings.logRetention())
                .removalPolicy(RemovalPolicy.DESTROY)
                .build();
        role = Role.Builder.create(this, "Role")
                .assumedBy(new ServicePrincipal("lambda.amazonaws.com"))
                .build();
        logGroup.grantWrite(role);
        Function.Builder builder = Function.Builder.create(this, "Function")
                .code(Code.fromAsset(settings.zip().toString()))
                .handler(handler)
                .runtime(settings.runtime())
                .architecture(settings.architecture())
                .memorySize(settings.memoryMb())
                .timeout(Duration.seconds(settings.timeout().toSeconds()))
                .role(role)
                .logGroup(logGroup)
                .tracing(settings.tracing() ? Tracing.ACTIVE : Tracing.DISABLED)
                .environment(environment);
        if (settings.snapStart()) {
            builder.snapStart(SnapStartConf.ON_PUBLISHED_VERSIONS);
        }
        settings.reservedConcurrency().ifPresent(builder::reservedConcurrentExecutions);
        function = builder.build();
        Annotations.of(function)
                .acknowledgeWarning(
                        "@aws-cdk/aws-lambda:snapStartRequirePublish",
                        "Callers invoke the alias of a published version.");
        alias = Alias.Builder.create(this, "Live")
                .aliasName("live")
                .version(function.getCurrentVersion())
                .build();
        CdkNagSuppressions.ofRuntime(function);
        if (settings.tracing()) {
            CdkNagSuppressions.ofTracing(role);
        }
    }

    /**
     * Declares the function for stories, with permission to call the model with streaming.
     *
     * @param scope the stack, or a construct in it
     * @param id the construct id
     * @param settings the settings of the function
     * @param story the settings of the handler
     * @return the function; call {@link #allowPostsTo} before it is used
     */
    public static StoryFunction forStories(Construct scope, String id, FunctionSettings settings, StorySettings story) {
        StoryFunction function = new StoryFunction(scope, id, STORY_HANDLER, settings, story.environmentVariables());
        story.model().statements().forEach(function::allow);
        if (story.guardrail().isPresent()) {
            function.allow(PolicyStatement.Builder.create()
                    .actions(List.of("bedrock:ApplyGuardrail"))
                    .resources(List.of(BedrockArns.guardrail(story.guardrail().id())))
                    .build());
        }
        return function;
    }

    /**
     * Allows the function to post to the connections of an API, and sets the callback URL.
     *
     * @param api the API whose messages invoke the function
     */
    public void allowPostsTo(StoryApi api) {
        function.addEnvironment("STORY_CALLBACK_URL", api.callbackUrl());
        allow(PolicyStatement.Builder.create()
                .actions(List.of("execute-api:ManageConnections"))
                .resources(List.of(api.connectionsArn()))
                .build());
        CdkNagSuppressions.ofConnections(role);
    }

    /**
     * Configures asynchronous invocations: no retries, an event waits for at most one minute if the function is busy, and
     * failed events go to a queue.
     *
     * <p>The queue keeps the client's message, encrypted, for four days.
     *
     * @return the queue
     */
    public Queue addFailureQueue() {
        Queue failures = Queue.Builder.create(this, "Failures")
                .encryption(QueueEncryption.SQS_MANAGED)
                .enforceSsl(true)
                .retentionPeriod(Duration.days(4))
                .build();
        alias.configureAsyncInvoke(EventInvokeConfigOptions.builder()
                .retryAttempts(0)
                .maxEventAge(Duration.minutes(1))
                .onFailure(new SqsDestination(failures))
                .build());
        CdkNagSuppressions.ofFailures(failures);
        return failures;
    }

    /** Returns the alias that callers invoke. */
    public Alias alias() {
        return alias;
    }

    /** Returns the function behind the alias. */
    public Function function() {
        return function;
    }

    /** Returns the log group of the function's logs and metrics. */
    public LogGroup logGroup() {
        return logGroup;
    }

    @Override
    public IPrincipal getGrantPrincipal() {
        return role;
    }

    private void allow(PolicyStatement statement) {
        role.addToPrincipalPolicy(statement);
    }
}
