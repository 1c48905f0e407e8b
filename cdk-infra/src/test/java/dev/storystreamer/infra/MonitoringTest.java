package dev.storystreamer.infra;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awscdk.assertions.Match;

class WatchTest {
    private static final StackUnderTest MAILING =
            StackUnderTest.with("alarmEmail=team@example.com", "monthlyBudgetUsd=100", "firstTextP99Ms=1234");

    @Test
    void raisesAnAlarmForWhateverKeepsPeopleFromTheirStories() {
        assertThat(MAILING.resources("AWS::CloudWatch::Alarm"))
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
    void writesEachAlarmToWhomItConcerns() {
        assertThat(MAILING.resources("AWS::CloudWatch::Alarm"))
                .allSatisfy(alarm ->
                        assertThat(alarm.getAsJsonArray("AlarmActions")).hasSize(1));
        MAILING.template()
                .hasResourceProperties(
                        "AWS::SNS::Subscription", Map.of("Protocol", "email", "Endpoint", "team@example.com"));
        assertThat(StackUnderTest.with().resources("AWS::CloudWatch::Alarm"))
                .hasSize(7)
                .noneMatch(alarm -> alarm.has("AlarmActions"));
    }

    @Test
    void watchesTheMetricsThatTheHandlerWrites() {
        assertThat(alarm(MAILING, "One client in a hundred"))
                .contains(
                        "\"Namespace\":\"StoryStreamer\"",
                        "\"ClientFirstText\"",
                        "\"ExtendedStatistic\":\"p99\"",
                        "\"Threshold\":1234");
        assertThat(alarm(StackUnderTest.with("metricsNamespace=Mine"), "A story ran out of time"))
                .contains("\"Namespace\":\"Mine\"", "\"MetricName\":\"Stories\"")
                .contains("{\"Name\":\"Ending\",\"Value\":\"expired\"}");
    }

    @Test
    void showsOnOnePageWhetherItIsWell() {
        String body = MAILING.resource("AWS::CloudWatch::Dashboard").toString();

        assertThat(body)
                .contains("How stories end", "The wait for the first words", "Tokens and posts")
                .contains("finished", "gone", "ModelFirstDelta", "OutputTokens", "IntegrationError");
    }

    @Test
    void warnsOfTheBillBeforeAndWhenItIsTooHigh() {
        JsonObject budget = MAILING.resource("AWS::Budgets::Budget");

        assertThat(budget.getAsJsonObject("Budget")
                        .getAsJsonObject("BudgetLimit")
                        .get("Amount")
                        .getAsInt())
                .isEqualTo(100);
        assertThat(budget.getAsJsonArray("NotificationsWithSubscribers")).hasSize(2);
    }

    @Test
    void makesNothingThatNobodyAskedFor() {
        StackUnderTest bare = StackUnderTest.with("alarms=false", "dashboard=false");

        bare.template().resourceCountIs("AWS::CloudWatch::Alarm", 0);
        bare.template().resourceCountIs("AWS::CloudWatch::Dashboard", 0);
        bare.template().resourceCountIs("AWS::SNS::Topic", 0);
        bare.template().resourceCountIs("AWS::Budgets::Budget", 0);
    }

    @Test
    void logsEachMessageWithoutItsWordsWhenAskedTo() {
        JsonObject settings = StackUnderTest.with("accessLogs=on")
                .resource("AWS::ApiGatewayV2::Stage")
                .getAsJsonObject("AccessLogSettings");

        assertThat(settings.get("Format").getAsString())
                .contains("\"connectionId\":\"$context.connectionId\"")
                .doesNotContain("queryString", "body");
    }

    @Test
    void setsTheAccountsLogRoleOnlyOnRequestAndNeverTakesItAway() {
        StackUnderTest.with("accessLogs=on").template().resourceCountIs("AWS::ApiGateway::Account", 0);
        StackUnderTest.with("accessLogs=with-account-role")
                .template()
                .hasResource(
                        "AWS::ApiGateway::Account", Map.of("DeletionPolicy", "Retain", "Properties", Match.anyValue()));
    }

    @Test
    void followsEachInvocationWhenAskedTo() {
        StackUnderTest.with("tracing=true")
                .template()
                .hasResourceProperties("AWS::Lambda::Function", Map.of("TracingConfig", Map.of("Mode", "Active")));
    }

    private static String alarm(StackUnderTest stack, String description) {
        return stack.resources("AWS::CloudWatch::Alarm").stream()
                .filter(alarm -> alarm.get("AlarmDescription").getAsString().startsWith(description))
                .findFirst()
                .orElseThrow()
                .toString();
    }
}
