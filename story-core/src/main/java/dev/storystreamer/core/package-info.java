/**
 * Tells a story: asks a model ({@link dev.storystreamer.core.LlmStream}), and sends what it says to a client
 * ({@link dev.storystreamer.core.ClientSink}) while it is still speaking ({@link dev.storystreamer.core.StoryRelay}).
 *
 * <p>No parameter, result or field is null unless it is marked so. Nothing here blocks a thread.
 */
@NullMarked
package dev.storystreamer.core;

import org.jspecify.annotations.NullMarked;
