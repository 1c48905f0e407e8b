/**
 * For tests of anything that tells stories: the contracts of both ports, which every implementation extends, and fakes
 * that are driven by hand.
 */
@NullMarked
package dev.storystreamer.core.testkit;

import org.jspecify.annotations.NullMarked;
