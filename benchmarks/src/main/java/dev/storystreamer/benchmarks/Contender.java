package dev.storystreamer.benchmarks;

import dev.storystreamer.lambda.StoryHandler;
import java.util.List;

/**
 * A way to do the job: a handler in one process, under AWS's runtime client.
 *
 * @param name as the tables print it
 * @param zip the function's package, below the project's root
 * @param handler the name of the handler's class
 * @param protocol what its client speaks
 */
record Contender(String name, String zip, String handler, Protocol protocol) {

    static final Contender OURS = new Contender("Story Streamer", StoryHandler.class);
    static final Contender POST_PER_DELTA = new Contender("one post per delta", PostPerDeltaHandler.class);

    static final Contender OURS_V1 = new Contender("Story Streamer v1", StoryHandler.class);
    static final Contender OURS_V2 = new Contender("Story Streamer v2", OURS_V1.zip, OURS_V1.handler, Protocol.V2);
    static final Contender LANGCHAIN4J = new Contender(
            "LangChain4j",
            "benchmarks/langchain4j/target/langchain4j-lambda.zip",
            "dev.storystreamer.benchmarks.langchain4j.LangChain4jHandler",
            Protocol.V1);
    static final Contender SPRING_AI = new Contender(
            "Spring AI",
            "benchmarks/spring-ai/target/spring-ai-lambda.zip",
            "dev.storystreamer.benchmarks.springai.SpringAiHandler",
            Protocol.V1);

    static final List<Contender> ALL = List.of(OURS_V1, OURS_V2, POST_PER_DELTA, LANGCHAIN4J, SPRING_AI);

    /** One of ours, or of this module: their classes lie together. The client speaks protocol 1. */
    Contender(String name, Class<?> handler) {
        this(name, FunctionPackage.OURS, handler.getName(), Protocol.V1);
    }
}
