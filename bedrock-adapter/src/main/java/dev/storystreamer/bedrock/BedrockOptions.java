package dev.storystreamer.bedrock;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * The part of a call that is the same for every story: the model and its parameters. Bedrock applies the model's default
 * for each parameter that is empty.
 *
 * @param modelId the id or ARN of a model, an inference profile, a provisioned model or a prompt router
 * @param maxTokens the maximum length of an answer, at least 1 token; each model has a maximum of its own
 * @param temperature the randomness of the answer, from 0 to 1
 * @param systemPrompt instructions that precede the conversation, not blank
 * @param guardrail the guardrail to apply; its trace is not requested
 * @see <a href="https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ConverseStream.html">ConverseStream</a>
 */
public record BedrockOptions(
        String modelId,
        OptionalInt maxTokens,
        OptionalDouble temperature,
        Optional<String> systemPrompt,
        Optional<Guardrail> guardrail) {

    /** What {@link #isId} accepts, to complete a sentence such as "must be …". */
    public static final String ID_RULE = "1 to 2048 letters, digits and . _ : / -, without spaces";

    private static final int MAX_ID_LENGTH = 2048;
    private static final Pattern ID = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9._:/-]*");

    /** Refuses values outside Bedrock's documented ranges. */
    public BedrockOptions {
        requireId("modelId", modelId);
        if (maxTokens.isPresent() && maxTokens.getAsInt() < 1) {
            throw new IllegalArgumentException("maxTokens must be at least 1: " + maxTokens.getAsInt());
        }
        if (temperature.isPresent() && !(temperature.getAsDouble() >= 0 && temperature.getAsDouble() <= 1)) {
            throw new IllegalArgumentException("temperature must be from 0 to 1: " + temperature.getAsDouble());
        }
        if (systemPrompt.isPresent() && systemPrompt.get().isBlank()) {
            throw new IllegalArgumentException("systemPrompt must not be blank: leave it out instead");
        }
        requireNonNull(guardrail, "guardrail");
    }

    /** {@return options with a model, such as {@code global.amazon.nova-2-lite-v1:0}, and no parameters} */
    public static BedrockOptions of(String modelId) {
        return new BedrockOptions(
                modelId, OptionalInt.empty(), OptionalDouble.empty(), Optional.empty(), Optional.empty());
    }

    /** Returns a copy with {@link #maxTokens} set. */
    public BedrockOptions withMaxTokens(int tokens) {
        return new BedrockOptions(modelId, OptionalInt.of(tokens), temperature, systemPrompt, guardrail);
    }

    /** Returns a copy with {@link #temperature} set. */
    public BedrockOptions withTemperature(double value) {
        return new BedrockOptions(modelId, maxTokens, OptionalDouble.of(value), systemPrompt, guardrail);
    }

    /** Returns a copy with {@link #systemPrompt} set. */
    public BedrockOptions withSystemPrompt(String prompt) {
        return new BedrockOptions(modelId, maxTokens, temperature, Optional.of(prompt), guardrail);
    }

    /** Returns a copy with {@link #guardrail} set. */
    public BedrockOptions withGuardrail(String id, String version) {
        return new BedrockOptions(
                modelId, maxTokens, temperature, systemPrompt, Optional.of(new Guardrail(id, version)));
    }

    /** {@return whether a text has the form of an id or ARN of a model or a guardrail} */
    public static boolean isId(String text) {
        return text.length() <= MAX_ID_LENGTH && ID.matcher(text).matches();
    }

    private static void requireId(String name, String id) {
        if (!isId(id)) {
            throw new IllegalArgumentException(name + " must be " + ID_RULE + ": \"" + id + '"');
        }
    }

    /**
     * One version of a guardrail.
     *
     * @param id the id or ARN
     * @param version a number from 1 to 99999999, or {@code DRAFT}
     */
    public record Guardrail(String id, String version) {

        /** What {@link #isVersion} accepts, to complete a sentence such as "must be …". */
        public static final String VERSION_RULE = "a number from 1 to 99999999, or DRAFT";

        private static final Pattern VERSION = Pattern.compile("[1-9][0-9]{0,7}|DRAFT");

        /** Refuses a malformed id or version. */
        public Guardrail {
            requireId("guardrail id", id);
            if (!isVersion(version)) {
                throw new IllegalArgumentException(
                        "guardrail version must be " + VERSION_RULE + ": \"" + version + '"');
            }
        }

        /** {@return whether a text has the form of a guardrail's version} */
        public static boolean isVersion(String text) {
            return VERSION.matcher(text).matches();
        }
    }
}
