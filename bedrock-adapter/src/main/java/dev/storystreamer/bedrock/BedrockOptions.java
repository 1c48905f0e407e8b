package dev.storystreamer.bedrock;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * Which model is asked, and how: the part of a call that is the same for every story. What is left out is left to the
 * model's own default.
 *
 * @param modelId a model, an inference profile, a provisioned model or a prompt router: its id or its ARN
 * @param maxTokens the most tokens an answer may have, at least 1; each model has a ceiling of its own
 * @param temperature from 0, the likeliest word always, to 1
 * @param systemPrompt what the model is told before the conversation, not blank
 * @param guardrail the guardrail that reads along
 * @see <a href="https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ConverseStream.html">ConverseStream</a>
 */
public record BedrockOptions(
        String modelId,
        OptionalInt maxTokens,
        OptionalDouble temperature,
        Optional<String> systemPrompt,
        Optional<Guardrail> guardrail) {

    private static final int MAX_ID_LENGTH = 2048;
    private static final Pattern ID = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9._:/-]*");

    /**
     * Checks the values, as far as they can be checked without asking Bedrock.
     *
     * @throws IllegalArgumentException if a value is one that Bedrock would refuse at every call
     */
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

    /**
     * Asks a model with its own defaults.
     *
     * @param modelId such as {@code global.amazon.nova-2-lite-v1:0}
     * @return options with nothing but the model
     */
    public static BedrockOptions of(String modelId) {
        return new BedrockOptions(
                modelId, OptionalInt.empty(), OptionalDouble.empty(), Optional.empty(), Optional.empty());
    }

    /**
     * Limits the answer.
     *
     * @param tokens the new {@link #maxTokens}
     * @return a copy with that limit
     */
    public BedrockOptions withMaxTokens(int tokens) {
        return new BedrockOptions(modelId, OptionalInt.of(tokens), temperature, systemPrompt, guardrail);
    }

    /**
     * Changes how daring the model is.
     *
     * @param value the new {@link #temperature}
     * @return a copy with that value
     */
    public BedrockOptions withTemperature(double value) {
        return new BedrockOptions(modelId, maxTokens, OptionalDouble.of(value), systemPrompt, guardrail);
    }

    /**
     * Tells the model how to behave.
     *
     * @param prompt the new {@link #systemPrompt}
     * @return a copy with that prompt
     */
    public BedrockOptions withSystemPrompt(String prompt) {
        return new BedrockOptions(modelId, maxTokens, temperature, Optional.of(prompt), guardrail);
    }

    /**
     * Lets a guardrail read along. Its trace is never asked for, so it can reach nobody.
     *
     * @param id see {@link Guardrail#id}
     * @param version see {@link Guardrail#version}
     * @return a copy with that guardrail
     */
    public BedrockOptions withGuardrail(String id, String version) {
        return new BedrockOptions(
                modelId, maxTokens, temperature, systemPrompt, Optional.of(new Guardrail(id, version)));
    }

    private static void requireId(String name, String id) {
        if (id.length() > MAX_ID_LENGTH || !ID.matcher(id).matches()) {
            throw new IllegalArgumentException(
                    name + " must be 1 to 2048 letters, digits and . _ : / -, without spaces: \"" + id + '"');
        }
    }

    /**
     * One version of a guardrail.
     *
     * @param id its id or its ARN
     * @param version a number from 1 on, or {@code DRAFT}
     */
    public record Guardrail(String id, String version) {

        private static final Pattern VERSION = Pattern.compile("[1-9][0-9]{0,7}|DRAFT");

        /**
         * Checks the values.
         *
         * @throws IllegalArgumentException if the id or the version cannot be one
         */
        public Guardrail {
            requireId("guardrail id", id);
            if (!VERSION.matcher(version).matches()) {
                throw new IllegalArgumentException(
                        "guardrail version must be a number from 1 to 99999999, or DRAFT: \"" + version + '"');
            }
        }
    }
}
