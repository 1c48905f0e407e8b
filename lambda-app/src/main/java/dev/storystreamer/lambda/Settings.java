package dev.storystreamer.lambda;

import dev.storystreamer.bedrock.BedrockOptions;
import dev.storystreamer.core.RelayOptions;
import dev.storystreamer.protocol.RequestLimits;
import java.net.URI;
import java.util.Map;
import java.util.Optional;

/**
 * Everything that can be set from outside, read once at start.
 *
 * @param bedrock which model is asked, and how
 * @param relay how stories are delivered, and how long a model may be silent
 * @param limits how much a client may ask
 * @param showReasoning whether clients see what the model thinks
 * @param callbackUrl where clients are posted to; empty to derive it from each event
 * @param metricsNamespace the CloudWatch namespace of the metrics
 * @param prime whether a start tells canned stories before the first client comes
 */
record Settings(
        BedrockOptions bedrock,
        RelayOptions relay,
        RequestLimits limits,
        boolean showReasoning,
        Optional<URI> callbackUrl,
        String metricsNamespace,
        boolean prime) {

    private static final int MAX_TOKENS = 200_000;
    private static final int MAX_STORY_TYPE_LENGTH = 10_000;
    private static final int MAX_CONVERSATION_LENGTH = 1_000_000;
    private static final int MINUTE_MS = 60_000;

    /** The longest a Lambda function runs: no wait beyond it makes sense. */
    private static final int INVOCATION_MS = 15 * MINUTE_MS;

    /**
     * Reads the settings.
     *
     * @throws IllegalArgumentException if one is missing or wrong; the message names it and says what it may be
     */
    static Settings from(Map<String, String> environment) {
        SettingReader read = new SettingReader(environment);
        return new Settings(
                bedrock(read),
                RelayOptions.DEFAULTS
                        .withMinPostInterval(read.millis(Setting.STORY_MIN_POST_INTERVAL_MS, 0, MINUTE_MS))
                        .withSilence(
                                read.millis(Setting.STORY_FIRST_CHUNK_TIMEOUT_MS, 1, INVOCATION_MS),
                                read.millis(Setting.STORY_STALL_TIMEOUT_MS, 1, INVOCATION_MS)),
                new RequestLimits(
                        read.whole(Setting.STORY_MAX_STORY_TYPE_LENGTH, 1, MAX_STORY_TYPE_LENGTH),
                        read.whole(Setting.STORY_MAX_CONVERSATION_LENGTH, 1, MAX_CONVERSATION_LENGTH)),
                read.flag(Setting.STORY_SHOW_REASONING),
                read.url(Setting.STORY_CALLBACK_URL),
                read.text(Setting.STORY_METRICS_NAMESPACE)
                        .orElseThrow(() -> SettingReader.wrong(Setting.STORY_METRICS_NAMESPACE, "must not be blank")),
                read.flag(Setting.STORY_PRIME));
    }

    private static BedrockOptions bedrock(SettingReader read) {
        Optional<String> modelId = read.text(Setting.STORY_MODEL_ID);
        if (modelId.isEmpty()) {
            throw SettingReader.wrong(
                    Setting.STORY_MODEL_ID, "must name a Bedrock model, such as global.amazon.nova-2-lite-v1:0");
        }
        Optional<String> guardrail = read.text(Setting.STORY_GUARDRAIL_ID);
        Optional<String> version = read.text(Setting.STORY_GUARDRAIL_VERSION);
        if (guardrail.isPresent() != version.isPresent()) {
            throw SettingReader.wrong(
                    guardrail.isPresent() ? Setting.STORY_GUARDRAIL_VERSION : Setting.STORY_GUARDRAIL_ID,
                    "is missing: a guardrail needs its id and its version");
        }
        BedrockOptions options = read.checked(Setting.STORY_MODEL_ID, () -> BedrockOptions.of(modelId.get()));
        if (read.text(Setting.STORY_MAX_TOKENS).isPresent()) {
            options = options.withMaxTokens(read.whole(Setting.STORY_MAX_TOKENS, 1, MAX_TOKENS));
        }
        if (read.text(Setting.STORY_TEMPERATURE).isPresent()) {
            options = options.withTemperature(read.fraction(Setting.STORY_TEMPERATURE));
        }
        BedrockOptions soFar = options;
        if (read.text(Setting.STORY_SYSTEM_PROMPT).isPresent()) {
            soFar = options.withSystemPrompt(
                    read.text(Setting.STORY_SYSTEM_PROMPT).get());
        }
        BedrockOptions unguarded = soFar;
        return guardrail.isEmpty()
                ? unguarded
                : read.checked(
                        Setting.STORY_GUARDRAIL_ID, () -> unguarded.withGuardrail(guardrail.get(), version.get()));
    }
}
