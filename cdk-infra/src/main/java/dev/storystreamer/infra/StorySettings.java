package dev.storystreamer.infra;

import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * What the handler is told through its environment.
 *
 * @param model the model that tells the stories
 * @param environment the handler's other settings, by name ({@code STORY_MAX_TOKENS}, ...); a setting that is missing here
 *     has the handler's default
 * @param guardrail the guardrail that each story passes, or {@link Guardrail#NONE}
 */
public record StorySettings(Model model, Map<String, String> environment, Guardrail guardrail) {
    /** Copies the map. */
    public StorySettings {
        Objects.requireNonNull(model, "model");
        Objects.requireNonNull(guardrail, "guardrail");
        environment = Map.copyOf(environment);
    }

    /** Returns all that the handler reads, but for the callback URL, which only the API knows. */
    Map<String, String> variables() {
        Map<String, String> variables = new TreeMap<>(environment);
        variables.put("STORY_MODEL_ID", model.invokedAs());
        variables.putAll(guardrail.variables());
        return variables;
    }
}
