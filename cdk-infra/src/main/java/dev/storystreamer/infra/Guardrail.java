package dev.storystreamer.infra;

import java.util.Map;
import java.util.Objects;

/**
 * A Bedrock guardrail.
 *
 * @param id its id or ARN; empty for no guardrail
 * @param version its version, a number or {@code DRAFT}; empty for no guardrail
 */
public record Guardrail(String id, String version) {
    /** No guardrail. */
    public static final Guardrail NONE = new Guardrail("", "");

    /** Checks that both parts are set, or neither. */
    public Guardrail {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(version, "version");
        if (id.isEmpty() != version.isEmpty()) {
            throw new IllegalArgumentException("a guardrail needs both an id and a version: " + id + ", " + version);
        }
    }

    boolean isPresent() {
        return !id.isEmpty();
    }

    Map<String, String> environmentVariables() {
        return isPresent() ? Map.of("STORY_GUARDRAIL_ID", id, "STORY_GUARDRAIL_VERSION", version) : Map.of();
    }
}
