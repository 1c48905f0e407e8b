/**
 * Streams a story from a model ({@link dev.storystreamer.core.LlmStream}) to a client
 * ({@link dev.storystreamer.core.ClientSink}): {@link dev.storystreamer.core.StoryRelay}.
 *
 * <p>Parameters, results and fields are not null unless they are annotated as nullable.
 */
@NullMarked
package dev.storystreamer.core;

import org.jspecify.annotations.NullMarked;
