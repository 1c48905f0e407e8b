package dev.storystreamer.infra;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import software.amazon.awscdk.services.cloudwatch.Dashboard;
import software.amazon.awscdk.services.cloudwatch.GraphWidget;
import software.amazon.awscdk.services.cloudwatch.IMetric;
import software.amazon.awscdk.services.cloudwatch.IWidget;
import software.amazon.awscdk.services.cloudwatch.Metric;
import software.amazon.awscdk.services.cloudwatch.MetricOptions;
import software.amazon.awscdk.services.lambda.Alias;
import software.constructs.Construct;

/** A dashboard with the endings of stories, their latency, tokens and posts, and the metrics of Lambda and API Gateway. */
final class StoryDashboard {
    private StoryDashboard() {}

    static Dashboard create(
            Construct scope, String id, StoryFunction function, StoryApi api, MonitoringSettings settings) {
        StoryMetrics stories = new StoryMetrics(settings.metricsNamespace());
        Alias alias = function.alias();
        List<IWidget> left = List.of(
                graph(
                        "How stories end",
                        Stream.of("finished", "incomplete", "failed", "gone", "stopped", "expired")
                                .map(ending -> withLabel(ending, stories.ending(ending)))),
                graph(
                        "The wait for the first words (ms)",
                        Stream.of(
                                withLabel("first text, p50", stories.clientFirstText("p50")),
                                withLabel("first text, p99", stories.clientFirstText("p99")),
                                withLabel("model's first words, p50", stories.modelFirstDelta("p50")),
                                withLabel("model's first words, p99", stories.modelFirstDelta("p99")))));
        List<IWidget> right = List.of(
                graph(
                        "Tokens and posts",
                        Stream.of("InputTokens", "OutputTokens", "Posts").map(stories::sum)),
                graph(
                        "The function",
                        Stream.of(alias.metricInvocations(), alias.metricErrors(), alias.metricThrottles())),
                graph(
                        "The API",
                        Stream.of("ConnectCount", "MessageCount", "ClientError", "IntegrationError", "ExecutionError")
                                .map(name -> apiMetric(name, api))));
        return Dashboard.Builder.create(scope, id).widgets(List.of(left, right)).build();
    }

    private static GraphWidget graph(String title, Stream<? extends IMetric> metrics) {
        return GraphWidget.Builder.create()
                .title(title)
                .left(metrics.toList())
                .width(8)
                .build();
    }

    private static Metric withLabel(String label, Metric metric) {
        return metric.with(MetricOptions.builder().label(label).build());
    }

    private static Metric apiMetric(String name, StoryApi api) {
        return Metric.Builder.create()
                .namespace("AWS/ApiGateway")
                .metricName(name)
                .dimensionsMap(new TreeMap<>(Map.of("ApiId", api.apiId(), "Stage", StoryApi.STAGE)))
                .statistic("Sum")
                .build();
    }
}
