package dev.storystreamer.infra;

import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;

/**
 * The end-of-life dates of text models on Bedrock.
 *
 * <p>As published in May 2026. Later dates are in the user guide.
 *
 * @see <a href="https://docs.aws.amazon.com/bedrock/latest/userguide/model-lifecycle.html">Model lifecycle</a>
 */
final class ModelLifecycle {
    private static final Map<String, LocalDate> END_OF_LIFE = Map.ofEntries(
            ends("amazon.nova-premier-v1:0", "2026-09-14"),
            ends("amazon.titan-tg1-large", "2025-10-27"),
            ends("anthropic.claude-3-5-haiku-20241022-v1:0", "2026-06-19"),
            ends("anthropic.claude-3-5-sonnet-20240620-v1:0", "2026-07-30"),
            ends("anthropic.claude-3-5-sonnet-20241022-v2:0", "2026-07-30"),
            ends("anthropic.claude-3-7-sonnet-20250219-v1:0", "2026-04-28"),
            ends("anthropic.claude-3-haiku-20240307-v1:0", "2026-09-10"),
            ends("anthropic.claude-3-sonnet-20240229-v1:0", "2026-07-30"),
            ends("anthropic.claude-opus-4-20250514-v1:0", "2026-05-31"),
            ends("anthropic.claude-sonnet-4-20250514-v1:0", "2026-10-14"),
            ends("cohere.command-r-plus-v1:0", "2026-08-19"),
            ends("cohere.command-r-v1:0", "2026-08-19"),
            ends("meta.llama3-1-405b-instruct-v1:0", "2026-07-07"),
            ends("meta.llama3-2-11b-instruct-v1:0", "2026-07-07"),
            ends("meta.llama3-2-1b-instruct-v1:0", "2026-07-07"),
            ends("meta.llama3-2-3b-instruct-v1:0", "2026-07-07"),
            ends("meta.llama3-2-90b-instruct-v1:0", "2026-07-07"));

    private ModelLifecycle() {}

    /** Returns a message if the model has reached its end of life on a day; otherwise empty. */
    static Optional<String> problemOf(Model model, LocalDate day) {
        return Optional.ofNullable(END_OF_LIFE.get(model.foundationModelId()))
                .filter(end -> !day.isBefore(end))
                .map(end -> "%s reached its end of life on Bedrock on %s: choose another model"
                        .formatted(model.idOrArn(), end));
    }

    private static Map.Entry<String, LocalDate> ends(String modelId, String day) {
        return Map.entry(modelId, LocalDate.parse(day));
    }
}
