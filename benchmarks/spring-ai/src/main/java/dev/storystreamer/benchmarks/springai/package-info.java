/** The function written with Spring AI. */
@NullMarked
package dev.storystreamer.benchmarks.springai;

import org.jspecify.annotations.NullMarked;
