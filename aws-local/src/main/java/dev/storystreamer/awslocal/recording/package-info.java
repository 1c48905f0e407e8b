/** What happened in the cloud, recorded for tests: posts to {@code @connections} and calls of the model. */
@NullMarked
package dev.storystreamer.awslocal.recording;

import org.jspecify.annotations.NullMarked;
