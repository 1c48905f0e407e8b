/**
 * Simulates AWS on one loopback address, for development and for tests: API Gateway's WebSocket APIs with
 * {@code @connections}, Bedrock Runtime's ConverseStream, and Lambda ({@link dev.storystreamer.awslocal.LocalCloud}).
 *
 * <p>The simulation follows AWS's documentation and recordings of AWS. Where these do not describe a behavior, a comment
 * in the code describes the choice. No parameter, result or field is null unless it is annotated.
 */
@NullMarked
package dev.storystreamer.awslocal;

import org.jspecify.annotations.NullMarked;
