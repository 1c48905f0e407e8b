/**
 * Bedrock Runtime's ConverseStream: a fake model, or a script that the test gives, written as an event stream.
 */
@NullMarked
package dev.storystreamer.awslocal.bedrock;

import org.jspecify.annotations.NullMarked;
