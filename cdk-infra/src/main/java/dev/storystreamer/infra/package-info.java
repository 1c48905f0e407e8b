/**
 * The CDK app: {@link dev.storystreamer.infra.StoryStack}, and its constructs, which other CDK apps can use.
 *
 * <p>No parameter, result or field is null unless it is annotated with {@code @Nullable}.
 */
@NullMarked
package dev.storystreamer.infra;

import org.jspecify.annotations.NullMarked;
