/**
 * The two wire protocols of Story Streamer, both directions. No AWS and no HTTP.
 *
 * <p>{@link dev.storystreamer.protocol.ClientRequestParser} parses what a client sends; the
 * {@link dev.storystreamer.protocol.StoryFrames} of a parsed request write the story's messages as frames of the same
 * protocol.
 */
@NullMarked
package dev.storystreamer.protocol;

import org.jspecify.annotations.NullMarked;
