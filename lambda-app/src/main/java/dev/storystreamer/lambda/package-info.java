/** The AWS Lambda function behind an API Gateway WebSocket API. */
@NullMarked
package dev.storystreamer.lambda;

import org.jspecify.annotations.NullMarked;
