/**
 * {@link dev.storystreamer.core.ClientSink} over API Gateway's {@code PostToConnection}.
 */
@NullMarked
package dev.storystreamer.websocket;

import org.jspecify.annotations.NullMarked;
