/**
 * The command {@code story-local}: runs the deployed handler, unchanged, on one machine with simulated AWS services.
 *
 * <p>No parameter, result or field is null unless it is annotated with {@code @Nullable}.
 */
@NullMarked
package dev.storystreamer.local;

import org.jspecify.annotations.NullMarked;
