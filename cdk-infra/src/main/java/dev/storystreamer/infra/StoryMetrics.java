package dev.storystreamer.infra;

import java.util.Map;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.cloudwatch.Metric;

/**
 * The metrics that the handler writes into its log, one document for each story (CloudWatch's embedded metric format).
 *
 * @param namespace where they are
 */
record StoryMetrics(String namespace) {
    private static final Duration PERIOD = Duration.minutes(5);

    /** Stories that ended so: {@code finished}, {@code failed} and so on. */
    Metric ending(String ending) {
        return metric("Stories", "Sum", Map.of("Ending", ending));
    }

    /** Milliseconds from a request to the first text that its client's side accepted. */
    Metric clientFirstText(String statistic) {
        return metric("ClientFirstText", statistic, Map.of());
    }

    /** Milliseconds from a request to the model's first words. */
    Metric modelFirstDelta(String statistic) {
        return metric("ModelFirstDelta", statistic, Map.of());
    }

    /** A number that adds up. */
    Metric sum(String name) {
        return metric(name, "Sum", Map.of());
    }

    private Metric metric(String name, String statistic, Map<String, String> dimensions) {
        return Metric.Builder.create()
                .namespace(namespace)
                .metricName(name)
                .statistic(statistic)
                .dimensionsMap(dimensions)
                .period(PERIOD)
                .build();
    }
}
