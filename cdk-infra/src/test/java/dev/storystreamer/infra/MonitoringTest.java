package dev.storystreamer.infra;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awscdk.assertions.Match;

class MonitoringTest {
    private static final SynthesizedStack MONITORED =
            SynthesizedStack.with("alarmEmail=team@example.com", "monthlyBudgetUsd=100", "firstTextP99Ms=1234");

    @Test
    void hasAnAlarmForEachKindOfFailure() {
        assertThat(MONITORED.resources("AWS::CloudWatch::Alarm"))
                .extracting(alarm -> alarm.get("AlarmDescription").getAsString().replaceAll(":.*", ""))
                .containsExactlyInAnyOrder(
                        "An invocation failed or timed out",
                        "More stories at once than reservedConcurrency, or the account, allows",
                        "The model or the delivery failed",
                        "The model's stream broke off",
                        "A story ran out of time",
                        "One client in a hundred waits too long for the first words",
                        "An event was never told as a story");
    }

    @Test
    void notifiesTheAlarmEmail() {
        assertThat(MONITORED.resources("AWS::CloudWatch::Alarm"))
                .allSatisfy(alarm ->
                        assertThat(alarm.getAsJsonArray("AlarmActions")).hasSize(1));
        MONITORED
                .template()
                .hasResourceProperties(
                        "AWS::SNS::Subscription", Map.of("Protocol", "email", "Endpoint", "team@example.com"));
        assertThat(SynthesizedStack.with().resources("AWS::CloudWatch::Alarm"))
                .hasSize(7)
                .noneMatch(alarm -> alarm.has("AlarmActions"));
    }

    @Test
    void usesTheMetricsOfTheHandler() {
        assertThat(alarm(MONITORED, "One client in a hundred"))
                .contains(
                        "\"Namespace\":\"StoryStreamer\"",
                        "\"ClientFirstText\"",
                        "\"ExtendedStatistic\":\"p99\"",
                        "\"Threshold\":1234");
        assertThat(alarm(SynthesizedStack.with("metricsNamespace=Mine"), "A story ran out of time"))
                .contains("\"Namespace\":\"Mine\"", "\"MetricName\":\"Stories\"")
                .contains("{\"Name\":\"Ending\",\"Value\":\"expired\"}");
    }

    @Test
    void hasADashboard() {
        String body = MONITORED.resource("AWS::CloudWatch::Dashboard").toString();

        assertThat(body)
                .contains("How stories end", "The wait for the first words", "Tokens and posts")
                .contains("finished", "gone", "ModelFirstDelta", "OutputTokens", "IntegrationError");
    }

    @Test
    void hasABudgetWithTwoNotifications() {
        JsonObject budget = MONITORED.resource("AWS::Budgets::Budget");

        assertThat(budget.getAsJsonObject("Budget")
                        .getAsJsonObject("BudgetLimit")
                        .get("Amount")
                        .getAsInt())
                .isEqualTo(100);
        assertThat(budget.getAsJsonArray("NotificationsWithSubscribers")).hasSize(2);
    }

    @Test
    void createsNoDisabledResources() {
        SynthesizedStack minimal = SynthesizedStack.with("alarms=false", "dashboard=false");

        minimal.template().resourceCountIs("AWS::CloudWatch::Alarm", 0);
        minimal.template().resourceCountIs("AWS::CloudWatch::Dashboard", 0);
        minimal.template().resourceCountIs("AWS::SNS::Topic", 0);
        minimal.template().resourceCountIs("AWS::Budgets::Budget", 0);
    }

    @Test
    void writesAccessLogsWithoutMessagesIfEnabled() {
        JsonObject settings = SynthesizedStack.with("accessLogs=on")
                .resource("AWS::ApiGatewayV2::Stage")
                .getAsJsonObject("AccessLogSettings");

        assertThat(settings.get("Format").getAsString())
                .contains("\"connectionId\":\"$context.connectionId\"")
                .doesNotContain("queryString", "body");
    }

    @Test
    void setsTheAccountRoleOnlyIfEnabledAndRetainsIt() {
        SynthesizedStack.with("accessLogs=on").template().resourceCountIs("AWS::ApiGateway::Account", 0);
        SynthesizedStack.with("accessLogs=with-account-role")
                .template()
                .hasResource(
                        "AWS::ApiGateway::Account", Map.of("DeletionPolicy", "Retain", "Properties", Match.anyValue()));
    }

    @Test
    void tracesInvocationsIfEnabled() {
        SynthesizedStack.with("tracing=true")
                .template()
                .hasResourceProperties("AWS::Lambda::Function", Map.of("TracingConfig", Map.of("Mode", "Active")));
    }

    private static String alarm(SynthesizedStack stack, String description) {
        return stack.resources("AWS::CloudWatch::Alarm").stream()
                .filter(alarm -> alarm.get("AlarmDescription").getAsString().startsWith(description))
                .findFirst()
                .orElseThrow()
                .toString();
    }
}
