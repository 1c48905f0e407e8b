/** Test kit: the contracts of {@code LlmStream} and {@code ClientSink} as test classes, and fakes for both. */
@NullMarked
package dev.storystreamer.core.testkit;

import org.jspecify.annotations.NullMarked;
