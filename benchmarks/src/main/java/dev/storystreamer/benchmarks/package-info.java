/** Measures what the project claims about its speed, side by side with other ways to do the job. */
@NullMarked
package dev.storystreamer.benchmarks;

import org.jspecify.annotations.NullMarked;
