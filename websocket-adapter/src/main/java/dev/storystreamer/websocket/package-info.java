/**
 * {@link dev.storystreamer.core.ClientSink} over API Gateway's {@code PostToConnection}.
 *
 * <p>No parameter, result or field is null unless it is marked so.
 */
@NullMarked
package dev.storystreamer.websocket;

import org.jspecify.annotations.NullMarked;
