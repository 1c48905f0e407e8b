/**
 * {@link dev.storystreamer.core.LlmStream} over Amazon Bedrock's ConverseStream.
 *
 * <p>No parameter, result or field is null unless it is marked so. Nothing here blocks a thread.
 */
@NullMarked
package dev.storystreamer.bedrock;

import org.jspecify.annotations.NullMarked;
