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
 * A WebSocket API, the function that tells stories through it, and what watches both. Its output {@code WebSocketURL} is
 * where clients connect.
 */
public final class StoryStack extends Stack {
    /**
     * Declares everything.
     *
     * @param scope the app
     * @param id the stack's name
     * @param props where it goes and so on; null for wherever the command line says
     * @param settings what it is like
     */
    public StoryStack(Construct scope, String id, @Nullable StackProps props, StackSettings settings) {
        super(scope, id, props);
        StoryFunction stories = StoryFunction.stories(this, "Stories", settings.function(), settings.story());
        Optional<IFunction> authorizer = authorizer(settings);
        StoryApi api = new StoryApi(this, "Api", settings.api(), stories.alias(), authorizer);
        stories.postThrough(api);
        Optional<Queue> failures = settings.api().invocation() == Invocation.ASYNC
                ? Optional.of(stories.keepFailures())
                : Optional.empty();
        watch(stories, api, failures, settings.watch());
        output("WebSocketURL", api.url(), "Where clients connect");
        output("FunctionName", stories.function().getFunctionName(), "The function that tells the stories");
        output("LogGroupName", stories.logGroup().getLogGroupName(), "Where it logs");
        failures.ifPresent(queue -> output("FailureQueueURL", queue.getQueueUrl(), "Where events that failed end up"));
    }

    private Optional<IFunction> authorizer(StackSettings settings) {
        return settings.api()
                .access()
                .match(
                        none -> Optional.empty(),
                        iam -> Optional.empty(),
                        jwt -> Optional.of(
                                ConnectAccess.checker(this, "Authorizer", ofAuthorizer(settings.function()), jwt)
                                        .alias()));
    }

    /** It answers one question within the handshake: ten seconds are plenty, and nobody should be able to starve it. */
    private static FunctionSettings ofAuthorizer(FunctionSettings stories) {
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

    private void watch(StoryFunction stories, StoryApi api, Optional<Queue> failures, WatchSettings settings) {
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
