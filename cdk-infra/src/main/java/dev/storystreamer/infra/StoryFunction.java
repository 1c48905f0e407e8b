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
 * One Java function of the package, behind an alias, with a log group and a role of its own that allows nothing but
 * writing to it.
 *
 * <p>{@link #stories} is the one that tells stories. Whoever invokes it invokes {@link #alias()}, so that SnapStart, which
 * needs a published version, is at work.
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
        Suppressions.ofRuntime(function);
        if (settings.tracing()) {
            Suppressions.ofTracing(role);
        }
    }

    /**
     * Declares the function that tells stories, with permission to stream the model's words and nothing else.
     *
     * @param scope the stack, or a construct of it
     * @param id its name there
     * @param settings what it runs on
     * @param story what it is told through its environment
     * @return the function, which still needs {@link #postThrough} to reach its clients
     */
    public static StoryFunction stories(Construct scope, String id, FunctionSettings settings, StorySettings story) {
        StoryFunction function = new StoryFunction(scope, id, STORY_HANDLER, settings, story.variables());
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
     * Lets the function post to the connections of an API, and tells it where.
     *
     * @param api the API whose clients it serves
     */
    public void postThrough(StoryApi api) {
        function.addEnvironment("STORY_CALLBACK_URL", api.callbackUrl());
        allow(PolicyStatement.Builder.create()
                .actions(List.of("execute-api:ManageConnections"))
                .resources(List.of(api.connectionsArn()))
                .build());
        Suppressions.ofConnections(role);
    }

    /**
     * Says what becomes of an event that API Gateway did not wait for: it is never told a second time, waits for a minute at
     * most if the function is busy, and a failure goes to a queue.
     *
     * <p>The queue then holds the client's own words, encrypted, for four days.
     *
     * @return that queue
     */
    public Queue keepFailures() {
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
        Suppressions.ofFailures(failures);
        return failures;
    }

    /** Returns what callers invoke. */
    public Alias alias() {
        return alias;
    }

    /** Returns the function behind the alias. */
    public Function function() {
        return function;
    }

    /** Returns where the function's logs and its metrics go. */
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
