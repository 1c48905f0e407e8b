/**
 * Bedrock Runtime's ConverseStream: the events of a fake model or of a script, written as an event stream.
 */
@NullMarked
package dev.storystreamer.awslocal.bedrock;

import org.jspecify.annotations.NullMarked;
