package dev.storystreamer.infra;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ModelLifecycleTest {
    @Test
    void rejectsAModelFromItsEndOfLifeDate() {
        assertThat(problem("anthropic.claude-3-sonnet-20240229-v1:0", "2026-07-29"))
                .isEmpty();
        assertThat(problem("anthropic.claude-3-sonnet-20240229-v1:0", "2026-07-30"))
                .hasValueSatisfying(sentence -> assertThat(sentence)
                        .startsWith("anthropic.claude-3-sonnet-20240229-v1:0 reached its end of life on Bedrock on"
                                + " 2026-07-30"));
    }

    @Test
    void rejectsAProfileOfSuchAModel() {
        assertThat(problem("us.anthropic.claude-3-7-sonnet-20250219-v1:0", "2026-06-01"))
                .isPresent();
    }

    @Test
    void acceptsTheDefaultModel() {
        assertThat(problem("global.amazon.nova-2-lite-v1:0", "2026-06-01")).isEmpty();
    }

    private static Optional<String> problem(String id, String day) {
        return ModelLifecycle.problemOf(Model.of(id, Optional.empty()), LocalDate.parse(day));
    }
}
