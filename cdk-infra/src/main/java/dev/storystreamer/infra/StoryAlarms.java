package dev.storystreamer.infra;

import java.util.Optional;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.cloudwatch.Alarm;
import software.amazon.awscdk.services.cloudwatch.ComparisonOperator;
import software.amazon.awscdk.services.cloudwatch.IMetric;
import software.amazon.awscdk.services.cloudwatch.MetricOptions;
import software.amazon.awscdk.services.cloudwatch.TreatMissingData;
import software.amazon.awscdk.services.cloudwatch.actions.SnsAction;
import software.amazon.awscdk.services.sns.Topic;
import software.amazon.awscdk.services.sns.subscriptions.EmailSubscription;
import software.amazon.awscdk.services.sqs.Queue;
import software.constructs.Construct;

/** The alarms, whose descriptions contain instructions, and the topic that they notify. */
final class StoryAlarms extends Construct {
    private static final MetricOptions SUM =
            MetricOptions.builder().statistic("Sum").period(Duration.minutes(5)).build();

    private final Optional<Topic> topic;

    StoryAlarms(
            Construct scope, String id, StoryFunction function, Optional<Queue> failures, MonitoringSettings settings) {
        super(scope, id);
        topic = settings.alarmEmail().map(this::topic);
        StoryMetrics stories = new StoryMetrics(settings.metricsNamespace());
        alarm(
                "Errors",
                0,
                function.alias().metricErrors(SUM),
                "An invocation failed or timed out: read the function's log.");
        alarm(
                "Throttles",
                0,
                function.alias().metricThrottles(SUM),
                "More stories at once than reservedConcurrency, or the account, allows: raise it or slow the clients down.");
        alarm(
                "Failed",
                0,
                stories.ending("failed"),
                "The model or the delivery failed: the log says why, by story id.");
        alarm(
                "Incomplete",
                0,
                stories.ending("incomplete"),
                "The model's stream broke off: if it keeps doing so, try another region or profile.");
        alarm(
                "Expired",
                0,
                stories.ending("expired"),
                "A story ran out of time: raise timeoutSeconds or lower maxTokens.");
        alarm(
                "SlowFirstText",
                settings.firstTextP99().toMillis(),
                stories.clientFirstText("p99"),
                "One client in a hundred waits too long for the first words: compare with ModelFirstDelta.");
        failures.ifPresent(queue -> alarm(
                "UndeliveredEvents",
                0,
                queue.metricApproximateNumberOfMessagesVisible(MetricOptions.builder()
                        .statistic("Maximum")
                        .period(Duration.minutes(5))
                        .build()),
                "An event was never told as a story: the queue's message says why."));
    }

    private void alarm(String id, Number threshold, IMetric metric, String description) {
        Alarm alarm = Alarm.Builder.create(this, id)
                .alarmDescription(description)
                .metric(metric)
                .threshold(threshold)
                .comparisonOperator(ComparisonOperator.GREATER_THAN_THRESHOLD)
                .evaluationPeriods(1)
                .treatMissingData(TreatMissingData.NOT_BREACHING)
                .build();
        topic.ifPresent(to -> alarm.addAlarmAction(new SnsAction(to)));
    }

    private Topic topic(String email) {
        Topic created = Topic.Builder.create(this, "Topic").enforceSsl(true).build();
        created.addSubscription(new EmailSubscription(email));
        return created;
    }
}
