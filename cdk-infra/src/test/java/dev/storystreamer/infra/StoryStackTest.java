package dev.storystreamer.infra;

import static dev.storystreamer.infra.SynthesizedStack.elements;
import static dev.storystreamer.infra.SynthesizedStack.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awscdk.assertions.Match;

class StoryStackTest {
    private static final SynthesizedStack DEFAULTS = SynthesizedStack.with();

    @Test
    void hasTheUrlForClientsAsAnOutput() {
        assertThat(text(DEFAULTS.json()
                        .getAsJsonObject("Outputs")
                        .getAsJsonObject("WebSocketURL")
                        .get("Value")))
                .matches("wss://<Api\\w+>.execute-api.<AWS::Region>.<AWS::URLSuffix>/prod");
    }

    @Test
    void hasOneFunctionOnTheLatestJavaWithSnapStartAndAnAlias() {
        DEFAULTS.template()
                .hasResourceProperties(
                        "AWS::Lambda::Function",
                        Map.of(
                                "Handler",
                                "dev.storystreamer.lambda.StoryHandler::handleRequest",
                                "Runtime",
                                "java25",
                                "Architectures",
                                List.of("arm64"),
                                "MemorySize",
                                512,
                                "Timeout",
                                300,
                                "SnapStart",
                                Map.of("ApplyOn", "PublishedVersions"),
                                "ReservedConcurrentExecutions",
                                20));
        DEFAULTS.template().resourceCountIs("AWS::Lambda::Function", 1);
        DEFAULTS.template().hasResourceProperties("AWS::Lambda::Alias", Map.of("Name", "live"));
    }

    @Test
    void hasThreeRoutesOnAStageNamedProd() {
        assertThat(DEFAULTS.resources("AWS::ApiGatewayV2::Route"))
                .extracting(route -> route.get("RouteKey").getAsString())
                .containsExactlyInAnyOrder("$connect", "$disconnect", "$default");
        JsonObject stage = DEFAULTS.resource("AWS::ApiGatewayV2::Stage");
        assertThat(stage.get("StageName").getAsString()).isEqualTo("prod");
        assertThat(stage.get("AutoDeploy").getAsBoolean()).isTrue();
        assertThat(stage.getAsJsonObject("DefaultRouteSettings")
                        .get("ThrottlingRateLimit")
                        .getAsInt())
                .isEqualTo(10);
    }

    @Test
    void invokesTheAliasOfTheFunction() {
        assertThat(DEFAULTS.resources("AWS::ApiGatewayV2::Integration"))
                .hasSize(2)
                .extracting(integration -> text(integration.get("IntegrationUri")))
                .allMatch(uri -> uri.matches("arn:<AWS::Partition>:apigateway:<AWS::Region>:lambda:path/2015-03-31/"
                        + "functions/<StoriesLive\\w+>/invocations"));
    }

    @Test
    void allowsEachRouteToInvokeTheAliasOnly() {
        assertThat(DEFAULTS.resources("AWS::Lambda::Permission"))
                .extracting(permission -> text(permission.get("SourceArn")).replaceAll(".*<Api\\w+>", "<Api>"))
                .containsExactlyInAnyOrder("<Api>/prod/$connect", "<Api>/prod/$disconnect", "<Api>/prod/$default");
        assertThat(DEFAULTS.resources("AWS::Lambda::Permission"))
                .extracting(permission -> text(permission.get("FunctionName")))
                .allMatch(name -> name.matches("<StoriesLive\\w+>"));
    }

    @Test
    void invokesTheFunctionAsynchronouslyForAMessage() {
        DEFAULTS.template()
                .hasResourceProperties(
                        "AWS::ApiGatewayV2::Integration",
                        Map.of(
                                "IntegrationType", "AWS",
                                "IntegrationMethod", "POST",
                                "RequestParameters",
                                        Map.of("integration.request.header.X-Amz-Invocation-Type", "'Event'"),
                                "RequestTemplates", Map.of("$default", EventTemplate.text()),
                                "TemplateSelectionExpression", "\\$default"));
        DEFAULTS.template()
                .hasResourceProperties(
                        "AWS::ApiGatewayV2::IntegrationResponse", Map.of("IntegrationResponseKey", "$default"));
        DEFAULTS.template().resourceCountIs("AWS::ApiGatewayV2::RouteResponse", 0);
    }

    @Test
    void sendsAFailedEventToTheQueueWithoutARetry() {
        JsonObject events = DEFAULTS.resource("AWS::Lambda::EventInvokeConfig");

        assertThat(events.get("MaximumRetryAttempts").getAsInt()).isZero();
        assertThat(events.get("MaximumEventAgeInSeconds").getAsInt()).isEqualTo(60);
        assertThat(events.get("Qualifier").toString()).contains("StoriesLive");
        assertThat(text(events.getAsJsonObject("DestinationConfig")
                        .getAsJsonObject("OnFailure")
                        .get("Destination")))
                .matches("<StoriesFailures\\w+.Arn>");
    }

    @Test
    void hasTheTimeoutOfApiGatewayForSynchronousInvocations() {
        SynthesizedStack sync = SynthesizedStack.with("invocation=sync");

        assertThat(sync.resource("AWS::ApiGatewayV2::Integration")
                        .get("IntegrationType")
                        .getAsString())
                .isEqualTo("AWS_PROXY");
        assertThat(sync.resource("AWS::Lambda::Function").get("Timeout").getAsInt())
                .isEqualTo(29);
        sync.template().resourceCountIs("AWS::Lambda::EventInvokeConfig", 0);
        sync.template().resourceCountIs("AWS::SQS::Queue", 0);
    }

    @Test
    void allowsTheFunctionToPostToTheConnectionsOfItsApiOnly() {
        assertThat(DEFAULTS.statements())
                .filteredOn(statement -> statement.get("Action").toString().contains("execute-api"))
                .singleElement()
                .satisfies(statement -> {
                    assertThat(text(statement.get("Action"))).isEqualTo("execute-api:ManageConnections");
                    assertThat(text(statement.get("Resource")))
                            .matches("arn:<AWS::Partition>:execute-api:<AWS::Region>:<AWS::AccountId>:<Api\\w+>"
                                    + "/prod/POST/@connections/\\*");
                });
    }

    @Test
    void configuresTheFunctionWithModelAndCallbackUrl() {
        JsonObject variables = DEFAULTS.resource("AWS::Lambda::Function")
                .getAsJsonObject("Environment")
                .getAsJsonObject("Variables");

        assertThat(variables.keySet())
                .containsExactlyInAnyOrder(
                        "STORY_MODEL_ID", "STORY_CALLBACK_URL", "STORY_MAX_TOKENS", "STORY_METRICS_NAMESPACE");
        assertThat(variables.get("STORY_MODEL_ID").getAsString()).isEqualTo("global.amazon.nova-2-lite-v1:0");
        assertThat(text(variables.get("STORY_CALLBACK_URL")))
                .matches("https://<Api\\w+>.execute-api.<AWS::Region>.<AWS::URLSuffix>/prod");
    }

    @Test
    void passesEachSettingToTheFunction() {
        JsonObject variables = SynthesizedStack.with(
                        "maxTokens=77",
                        "temperature=0.5",
                        "systemPrompt=Be kind.",
                        "guardrailId=abc123",
                        "guardrailVersion=DRAFT",
                        "minPostIntervalMs=50",
                        "maxStoryTypeLength=60",
                        "maxConversationLength=5000",
                        "firstChunkTimeoutMs=9000",
                        "stallTimeoutMs=8000",
                        "showReasoning=true",
                        "metricsNamespace=Mine")
                .resource("AWS::Lambda::Function")
                .getAsJsonObject("Environment")
                .getAsJsonObject("Variables");

        assertThat(variables.entrySet())
                .filteredOn(entry -> !entry.getKey().matches("STORY_MODEL_ID|STORY_CALLBACK_URL"))
                .extracting(entry -> entry.getKey() + "=" + entry.getValue().getAsString())
                .containsExactlyInAnyOrder(
                        "STORY_MAX_TOKENS=77",
                        "STORY_TEMPERATURE=0.5",
                        "STORY_SYSTEM_PROMPT=Be kind.",
                        "STORY_GUARDRAIL_ID=abc123",
                        "STORY_GUARDRAIL_VERSION=DRAFT",
                        "STORY_MIN_POST_INTERVAL_MS=50",
                        "STORY_MAX_STORY_TYPE_LENGTH=60",
                        "STORY_MAX_CONVERSATION_LENGTH=5000",
                        "STORY_FIRST_CHUNK_TIMEOUT_MS=9000",
                        "STORY_STALL_TIMEOUT_MS=8000",
                        "STORY_SHOW_REASONING=true",
                        "STORY_METRICS_NAMESPACE=Mine");
    }

    @Test
    void keepsLogsForAMonthAndAllowsNoOtherLogGroups() {
        assertThat(DEFAULTS.resource("AWS::Logs::LogGroup")
                        .get("RetentionInDays")
                        .getAsInt())
                .isEqualTo(30);
        assertThat(DEFAULTS.statements())
                .filteredOn(statement -> statement.get("Action").toString().contains("logs:"))
                .singleElement()
                .satisfies(statement -> {
                    assertThat(elements(statement.get("Action")).map(SynthesizedStack::text))
                            .containsExactlyInAnyOrder("logs:CreateLogStream", "logs:PutLogEvents");
                    assertThat(text(statement.get("Resource"))).matches("<StoriesLogs\\w+\\.Arn>");
                });
    }

    @Test
    void warnsThatAnyoneCanConnect() {
        DEFAULTS.annotations().hasWarning("*", Match.stringLikeRegexp("auth=none: anyone who knows the URL.*"));
        SynthesizedStack.with("auth=iam").annotations().hasNoWarning("*", Match.anyValue());
    }
}
