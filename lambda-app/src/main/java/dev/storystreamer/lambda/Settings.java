package dev.storystreamer.lambda;

import dev.storystreamer.core.RelayOptions;
import dev.storystreamer.protocol.RequestLimits;
import java.net.URI;
import java.util.Optional;

/**
 * The settings of {@link StoryHandler}, as {@link Setting} describes them, read at start; those of the model excepted, which
 * {@link Wiring} reads.
 */
record Settings(
        RelayOptions relay,
        RequestLimits limits,
        boolean showReasoning,
        Optional<URI> callbackUrl,
        String metricsNamespace,
        boolean prime) {

    private static final int MAX_STORY_TYPE_LENGTH = 10_000;
    private static final int MAX_CONVERSATION_LENGTH = 1_000_000;
    private static final int MINUTE_MS = 60_000;

    /** The maximum duration of a Lambda invocation. */
    private static final int INVOCATION_MS = 15 * MINUTE_MS;

    /** Reads the settings; fails as {@link Environment} does. */
    static Settings from(Environment environment) {
        return new Settings(
                RelayOptions.DEFAULTS
                        .withMinPostInterval(environment.millis(Setting.STORY_MIN_POST_INTERVAL_MS, 0, MINUTE_MS))
                        .withSilence(
                                environment.millis(Setting.STORY_FIRST_CHUNK_TIMEOUT_MS, 1, INVOCATION_MS),
                                environment.millis(Setting.STORY_STALL_TIMEOUT_MS, 1, INVOCATION_MS)),
                new RequestLimits(
                        environment.whole(Setting.STORY_MAX_STORY_TYPE_LENGTH, 1, MAX_STORY_TYPE_LENGTH),
                        environment.whole(Setting.STORY_MAX_CONVERSATION_LENGTH, 1, MAX_CONVERSATION_LENGTH)),
                environment.flag(Setting.STORY_SHOW_REASONING),
                environment.url(Setting.STORY_CALLBACK_URL),
                environment.required(Setting.STORY_METRICS_NAMESPACE, "must not be blank"),
                environment.flag(Setting.STORY_PRIME));
    }
}
