package dev.storystreamer.infra;

import java.util.Map;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.cloudwatch.Metric;

/**
 * The metrics in the handler's log, one document for each story (CloudWatch's embedded metric format).
 *
 * @param namespace the namespace of the metrics
 */
record StoryMetrics(String namespace) {
    private static final Duration PERIOD = Duration.minutes(5);

    /** The number of stories with an ending, such as {@code finished} or {@code failed}. */
    Metric ending(String ending) {
        return metric("Stories", "Sum", Map.of("Ending", ending));
    }

    /** Milliseconds from a request to the first text that API Gateway accepted for the client. */
    Metric clientFirstText(String statistic) {
        return metric("ClientFirstText", statistic, Map.of());
    }

    /** Milliseconds from a request to the model's first delta. */
    Metric modelFirstDelta(String statistic) {
        return metric("ModelFirstDelta", statistic, Map.of());
    }

    /** The sum of a metric. */
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
