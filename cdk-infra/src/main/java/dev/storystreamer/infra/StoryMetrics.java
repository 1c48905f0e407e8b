package dev.storystreamer.infra;

import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.cloudwatch.IMetric;
import software.amazon.awscdk.services.cloudwatch.MathExpression;
import software.amazon.awscdk.services.cloudwatch.Metric;

/**
 * The metrics that the handler writes into its log, one document for each story (CloudWatch's embedded metric format).
 *
 * @param namespace where they are
 */
record StoryMetrics(String namespace) {
    private static final Duration PERIOD = Duration.minutes(5);

    /** Stories with one of these endings, {@code finished}, {@code failed} and so on. */
    IMetric stories(String label, String... endings) {
        Map<String, Metric> each = IntStream.range(0, endings.length)
                .boxed()
                .collect(Collectors.toMap(i -> "m" + i, i -> ending(endings[i])));
        String sum =
                each.keySet().stream().sorted().map("FILL(%s, 0)"::formatted).collect(Collectors.joining(" + "));
        return MathExpression.Builder.create()
                .expression(sum)
                .usingMetrics(each)
                .label(label)
                .period(PERIOD)
                .build();
    }

    /** Stories of one ending. */
    Metric ending(String ending) {
        return metric("Stories", "Sum", Map.of("Ending", ending), ending);
    }

    /** Milliseconds from a request to the first text that its client's side accepted. */
    Metric clientFirstText(String statistic) {
        return metric("ClientFirstText", statistic, Map.of(), "first text, " + statistic);
    }

    /** Milliseconds from a request to the model's first words. */
    Metric modelFirstDelta(String statistic) {
        return metric("ModelFirstDelta", statistic, Map.of(), "model's first words, " + statistic);
    }

    /** A number that adds up. */
    Metric sum(String name) {
        return metric(name, "Sum", Map.of(), name);
    }

    private Metric metric(String name, String statistic, Map<String, String> dimensions, String label) {
        return Metric.Builder.create()
                .namespace(namespace)
                .metricName(name)
                .statistic(statistic)
                .dimensionsMap(dimensions)
                .label(label)
                .period(PERIOD)
                .build();
    }
}
