package dev.storystreamer.infra;

import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * The settings of the handler.
 *
 * @param model the model for all stories
 * @param environment other environment variables ({@code STORY_MAX_TOKENS}, ...); the handler has defaults for missing ones
 * @param guardrail the guardrail for all stories, or {@link Guardrail#NONE}
 */
public record StorySettings(Model model, Map<String, String> environment, Guardrail guardrail) {
    /** Copies the map. */
    public StorySettings {
        Objects.requireNonNull(model, "model");
        Objects.requireNonNull(guardrail, "guardrail");
        environment = Map.copyOf(environment);
    }

    /** Returns the handler's environment variables, except the callback URL of the API. */
    Map<String, String> environmentVariables() {
        Map<String, String> variables = new TreeMap<>(environment);
        variables.put("STORY_MODEL_ID", model.idOrArn());
        variables.putAll(guardrail.environmentVariables());
        return variables;
    }
}
