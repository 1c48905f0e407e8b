/**
 * API Gateway's WebSocket APIs: the handshake, the connections and their limits, the routes to Lambda functions, and the
 * management API {@code @connections}.
 */
@NullMarked
package dev.storystreamer.awslocal.apigateway;

import org.jspecify.annotations.NullMarked;
