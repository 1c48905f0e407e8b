package dev.storystreamer.infra;

import java.util.Objects;

/**
 * All settings of a {@link StoryStack}.
 *
 * @param function the settings of the Lambda function
 * @param story the settings of the handler
 * @param api the settings of the WebSocket API
 * @param monitoring the alarms, the dashboard and the budget
 */
public record StackSettings(
        FunctionSettings function, StorySettings story, ApiSettings api, MonitoringSettings monitoring) {
    /** Checks that no value is null. */
    public StackSettings {
        Objects.requireNonNull(function, "function");
        Objects.requireNonNull(story, "story");
        Objects.requireNonNull(api, "api");
        Objects.requireNonNull(monitoring, "monitoring");
    }
}
