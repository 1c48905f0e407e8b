package dev.storystreamer.benchmarks.langchain4j;

import org.jspecify.annotations.Nullable;

/** One message to the client, of protocol 1. */
record Frame(String type, @Nullable String message) {}
