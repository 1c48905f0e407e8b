package dev.storystreamer.bedrock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BedrockOptionsTest {

    private static final BedrockOptions OPTIONS = BedrockOptions.of("m");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "global.amazon.nova-2-lite-v1:0",
                "us.anthropic.claude-sonnet-4-5-20250929-v1:0",
                "arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.anthropic.claude-sonnet-4-5-20250929-v1:0",
                "arn:aws-us-gov:bedrock:us-gov-west-1:123456789012:provisioned-model/abcdefghijkl"
            })
    void acceptsIdsAndArns(String modelId) {
        assertThat(BedrockOptions.of(modelId).modelId()).isEqualTo(modelId);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "amazon nova", " m", "m\n", "ümlaut", "../m", "\"m\""})
    void rejectsAMalformedModelId(String modelId) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BedrockOptions.of(modelId))
                .withMessage(
                        "modelId must be 1 to 2048 letters, digits and . _ : / -, without spaces: \"" + modelId + "\"");
    }

    @Test
    void rejectsAModelIdThatIsTooLong() {
        assertThat(BedrockOptions.of("m".repeat(2048)).modelId()).hasSize(2048);
        assertThatIllegalArgumentException().isThrownBy(() -> BedrockOptions.of("m".repeat(2049)));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
    void rejectsMaxTokensBelowOne(int tokens) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OPTIONS.withMaxTokens(tokens))
                .withMessage("maxTokens must be at least 1: " + tokens);
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.01, 1.01, Double.NaN, Double.POSITIVE_INFINITY})
    void rejectsATemperatureOutsideItsRange(double temperature) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OPTIONS.withTemperature(temperature))
                .withMessage("temperature must be from 0 to 1: " + temperature);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " \n"})
    void rejectsABlankSystemPrompt(String prompt) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OPTIONS.withSystemPrompt(prompt))
                .withMessage("systemPrompt must not be blank: leave it out instead");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "01", "draft", "1.0", "123456789"})
    void rejectsAMalformedGuardrailVersion(String version) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OPTIONS.withGuardrail("abc", version))
                .withMessage("guardrail version must be a number from 1 to 99999999, or DRAFT: \"" + version + "\"");
    }

    @Test
    void rejectsAGuardrailWithoutAnId() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OPTIONS.withGuardrail("", "1"))
                .withMessageStartingWith("guardrail id must be");
    }
}
