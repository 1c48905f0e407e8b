/**
 * AWS on a laptop: API Gateway's WebSocket APIs with {@code @connections}, Bedrock Runtime's ConverseStream and Lambda,
 * played on one loopback address ({@link dev.storystreamer.awslocal.LocalCloud}), for development and for tests.
 *
 * <p>What AWS's documentation or a recording of AWS says is played as it is; where neither says, the choice made is
 * written down at its place. No parameter, result or field is null unless it is marked so.
 */
@NullMarked
package dev.storystreamer.awslocal;

import org.jspecify.annotations.NullMarked;
