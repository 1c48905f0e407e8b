package dev.storystreamer.infra;

import java.util.Objects;

/**
 * All settings of a {@link StoryStack}.
 *
 * @param function what the function runs on
 * @param story what it is told
 * @param api how the API treats its clients
 * @param watch how both are watched
 */
public record StackSettings(FunctionSettings function, StorySettings story, ApiSettings api, WatchSettings watch) {
    /** Checks that nothing is missing. */
    public StackSettings {
        Objects.requireNonNull(function, "function");
        Objects.requireNonNull(story, "story");
        Objects.requireNonNull(api, "api");
        Objects.requireNonNull(watch, "watch");
    }
}
