/** The function written with LangChain4j. */
@NullMarked
package dev.storystreamer.benchmarks.langchain4j;

import org.jspecify.annotations.NullMarked;
