/**
 * The client's side of Story Streamer: the two wire formats, both ways, and the way to a client over API Gateway's
 * {@code PostToConnection}.
 *
 * <p>{@link dev.storystreamer.websocket.ClientRequestParser} reads what a client asks; the
 * {@link dev.storystreamer.websocket.StoryFrames} it hands out write the story in the protocol that the request was made
 * in; {@link dev.storystreamer.websocket.ApiGatewayConnections} posts them.
 *
 * <p>No parameter, result or field is null unless it is marked so. Nothing here blocks a thread.
 */
@NullMarked
package dev.storystreamer.websocket;

import org.jspecify.annotations.NullMarked;
