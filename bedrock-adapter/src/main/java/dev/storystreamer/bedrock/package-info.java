/**
 * {@link dev.storystreamer.core.LlmStream} over Amazon Bedrock's ConverseStream.
 *
 * <p>No parameter, result or field is null unless it is marked so. Nothing here blocks a thread,
 * except that the SDK does while a synchronous credentials provider of the caller fetches credentials.
 */
@NullMarked
package dev.storystreamer.bedrock;

import org.jspecify.annotations.NullMarked;
