/** Measures the project's speed, side by side with other ways to do the job. */
@NullMarked
package dev.storystreamer.benchmarks;

import org.jspecify.annotations.NullMarked;
