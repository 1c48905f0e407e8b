package dev.storystreamer.benchmarks;

import java.io.IOException;
import java.util.List;

/** Where and with what was measured, in words. */
final class Setting {

    /** What every function here has, and what none has. */
    static final String ROAD = "Over plain HTTP, with a session token of " + FunctionPackage.SESSION_TOKEN.length()
            + " characters in every signed request.";

    private Setting() {}

    static String describe(FunctionPackage functions) throws IOException {
        return "Measured on " + System.getProperty("os.name") + ", " + System.getProperty("os.arch") + ", "
                + Runtime.getRuntime().availableProcessors() + " processors, with `"
                + String.join(" ", Trial.LAMBDA_LIKE) + "`. Story Streamer and one post per delta: "
                + versions(functions, Contender.OURS_V1, "aws-crt-client", "bedrockruntime") + ". LangChain4j: "
                + versions(
                        functions, Contender.LANGCHAIN4J, "langchain4j-bedrock", "netty-nio-client", "bedrockruntime")
                + ". Spring AI: "
                + versions(
                        functions,
                        Contender.SPRING_AI,
                        "spring-ai-bedrock-converse",
                        "netty-nio-client",
                        "bedrockruntime")
                + ". The jars of all are stored, not deflated. " + ROAD + "\n";
    }

    private static String versions(FunctionPackage functions, Contender contender, String... artifacts)
            throws IOException {
        List<String> jars = functions.jars(contender);
        return String.join(
                ", ",
                List.of(artifacts).stream()
                        .map(artifact -> version(jars, artifact))
                        .toList());
    }

    /** Such as {@code aws-crt-client 2.41.18}. */
    private static String version(List<String> jars, String artifact) {
        return jars.stream()
                .filter(jar -> jar.matches(artifact + "-\\d.*\\.jar"))
                .findFirst()
                .map(jar -> "`" + artifact + " " + jar.substring(artifact.length() + 1, jar.length() - 4) + "`")
                .orElseThrow(() -> new IllegalStateException("no " + artifact + " in " + jars));
    }
}
