package dev.storystreamer.infra;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.CfnOutput;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;
import software.amazon.awscdk.services.lambda.IFunction;
import software.amazon.awscdk.services.sqs.Queue;
import software.constructs.Construct;

/**
 * A WebSocket API, its Lambda functions, alarms and a dashboard. Clients connect to its output {@code WebSocketURL}.
 */
public final class StoryStack extends Stack {
    /**
     * Declares all resources.
     *
     * @param scope the app
     * @param id the stack's name
     * @param props the properties of the stack; null for the account and region of the command line
     * @param settings the settings of the stack
     */
    public StoryStack(Construct scope, String id, @Nullable StackProps props, StackSettings settings) {
        super(scope, id, props);
        StoryFunction stories = StoryFunction.forStories(this, "Stories", settings.function(), settings.story());
        Optional<IFunction> authorizer = authorizer(settings);
        StoryApi api = new StoryApi(this, "Api", settings.api(), stories.alias(), authorizer);
        stories.allowPostsTo(api);
        Optional<Queue> failures = settings.api().invocation() == InvocationMode.ASYNC
                ? Optional.of(stories.addFailureQueue())
                : Optional.empty();
        addMonitoring(stories, api, failures, settings.monitoring());
        output("WebSocketURL", api.url(), "Where clients connect");
        output("FunctionName", stories.function().getFunctionName(), "The function that tells the stories");
        output("LogGroupName", stories.logGroup().getLogGroupName(), "Where it logs");
        failures.ifPresent(queue -> output("FailureQueueURL", queue.getQueueUrl(), "Where events that failed end up"));
    }

    private Optional<IFunction> authorizer(StackSettings settings) {
        return settings.api()
                .authorization()
                .match(
                        none -> Optional.empty(),
                        iam -> Optional.empty(),
                        jwt -> Optional.of(ConnectRouteAuthorization.authorizerFunction(
                                        this, "Authorizer", authorizerSettings(settings.function()), jwt)
                                .alias()));
    }

    /** A short timeout, and no reserved concurrency: the limit for stories does not apply to handshakes. */
    private static FunctionSettings authorizerSettings(FunctionSettings stories) {
        return new FunctionSettings(
                stories.zip(),
                stories.memoryMb(),
                stories.architecture(),
                stories.runtime(),
                stories.snapStart(),
                Duration.ofSeconds(10),
                OptionalInt.empty(),
                stories.tracing(),
                stories.logRetention());
    }

    private void addMonitoring(
            StoryFunction stories, StoryApi api, Optional<Queue> failures, MonitoringSettings settings) {
        if (settings.alarms()) {
            new StoryAlarms(this, "Alarms", stories, failures, settings);
        }
        if (settings.dashboard()) {
            output(
                    "DashboardName",
                    StoryDashboard.create(this, "Dashboard", stories, api, settings)
                            .getDashboardName(),
                    "Is it well?");
        }
        settings.alarmEmail()
                .ifPresent(email ->
                        settings.monthlyBudgetUsd().ifPresent(usd -> MonthlyBudget.create(this, "Budget", usd, email)));
    }

    private void output(String id, String value, String description) {
        CfnOutput.Builder.create(this, id).value(value).description(description).build();
    }
}
