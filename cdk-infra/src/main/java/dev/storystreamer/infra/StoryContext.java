package dev.storystreamer.infra;

import java.time.LocalDate;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a stack from the CDK's context. {@code cdk-infra/README.md} lists them.
 *
 * @param stackName the stack's name
 * @param settings the settings of the stack
 * @param values the value of each setting, in order
 */
public record StoryContext(String stackName, StackSettings settings, Map<String, String> values) {
    /** Copies the map and keeps its order. */
    public StoryContext {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /**
     * Reads the settings.
     *
     * @param context returns the value for a name; null if there is none
     * @param names all names in the context, to find unknown settings
     * @param region the region of the stack, if it is known
     * @param today the date for checks of the models' end of life
     * @return the settings
     * @throws InvalidContextException if a value is invalid; the message lists all problems
     */
    public static StoryContext read(
            Function<String, @Nullable Object> context, Set<String> names, Optional<String> region, LocalDate today) {
        return new StackSettingsReader(new ContextReader(context)).read(names, region, today);
    }
}
