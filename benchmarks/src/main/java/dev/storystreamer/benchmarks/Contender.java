package dev.storystreamer.benchmarks;

import dev.storystreamer.lambda.StoryHandler;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * One way to do the job: a packaged handler and how its process is started.
 *
 * @param name as the tables print it
 * @param packaging how the package is laid out
 * @param path the package, absolute or relative to the project's root
 * @param handler the name of the handler's class
 * @param protocol the protocol of its client
 * @param environment added to what every function has
 * @param jvmFlags of its process
 */
record Contender(
        String name,
        Packaging packaging,
        String path,
        String handler,
        Protocol protocol,
        Map<String, String> environment,
        List<String> jvmFlags) {

    /** How a package is laid out on disk. */
    enum Packaging {
        /** A zip with its jars as they were built. */
        ZIP,
        /** A zip whose jars are written without compression, as our build does. */
        STORED_ZIP,
        /** The directory of a container image: all jars on one class path. */
        IMAGE,
        /** The same, with a class cache from a training run on the JDK. */
        TRAINED_IMAGE
    }

    /** The flags of Lambda's own Java that matter here. */
    static final List<String> LAMBDA_FLAGS = List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

    private static final String OUR_ZIP = "lambda-app/target/story-lambda.zip";

    static final Contender OURS = ours("Story Streamer", StoryHandler.class);
    static final Contender LANGCHAIN4J = new Contender(
            "LangChain4j",
            Packaging.STORED_ZIP,
            "benchmarks/langchain4j/target/langchain4j-lambda.zip",
            "dev.storystreamer.benchmarks.langchain4j.LangChain4jHandler",
            Protocol.V1);
    static final List<Contender> ALL = List.of(
            OURS.named("Story Streamer v1"),
            new Contender("Story Streamer v2", Packaging.ZIP, OUR_ZIP, OURS.handler, Protocol.V2),
            ours("one post per delta", PostPerDeltaHandler.class),
            LANGCHAIN4J,
            new Contender(
                    "Spring AI",
                    Packaging.STORED_ZIP,
                    "benchmarks/spring-ai/target/spring-ai-lambda.zip",
                    "dev.storystreamer.benchmarks.springai.SpringAiHandler",
                    Protocol.V1));

    /** As Lambda starts it. */
    Contender(String name, Packaging packaging, String path, String handler, Protocol protocol) {
        this(name, packaging, path, handler, protocol, Map.of(), LAMBDA_FLAGS);
    }

    /** A handler of our package, or one of this module's that is put beside it. */
    static Contender ours(String name, Class<?> handler) {
        return new Contender(name, Packaging.ZIP, OUR_ZIP, handler.getName(), Protocol.V1);
    }

    /**
     * The contenders that the environment selects. {@code PACKAGES="name=zip name=zip"} adds packages of our handler or
     * replaces contenders of the same name, {@code CONTENDERS="name,name"} selects by name and sets the order, and
     * {@code PRIME=true} primes every process.
     *
     * @throws IllegalArgumentException if a name is unknown or a package is not {@code name=zip}
     */
    static List<Contender> selected(Map<String, String> environment) {
        Map<String, Contender> known = new LinkedHashMap<>();
        ALL.forEach(contender -> known.put(contender.name, contender));
        for (String entry : words(environment.getOrDefault("PACKAGES", ""), "\\s+")) {
            String[] pair = entry.split("=", 2);
            if (pair.length < 2) {
                throw new IllegalArgumentException("PACKAGES must be name=zip, not " + entry);
            }
            known.put(pair[0], OURS.named(pair[0]).packaged(Packaging.ZIP, pair[1]));
        }
        List<Contender> selected = new ArrayList<>();
        for (String name : names(environment, known)) {
            Contender contender = known.get(name);
            if (contender == null) {
                throw new IllegalArgumentException("no contender " + name + "; there are " + known.keySet());
            }
            selected.add(
                    Boolean.parseBoolean(environment.get("PRIME")) ? contender.with("STORY_PRIME", "true") : contender);
        }
        return selected;
    }

    private static List<String> names(Map<String, String> environment, Map<String, Contender> known) {
        String value = environment.getOrDefault("CONTENDERS", "").strip();
        if (value.isEmpty()) {
            return List.copyOf(known.keySet());
        }
        return words(value, value.contains(",") || known.containsKey(value) ? "," : "\\s+");
    }

    private static List<String> words(String value, String separator) {
        return Stream.of(value.split(separator, -1))
                .map(String::strip)
                .filter(word -> !word.isEmpty())
                .toList();
    }

    /** Whether text that waits for a post goes out together: such a story ends soon after its model. */
    boolean joinsPosts() {
        return handler.equals(OURS.handler);
    }

    boolean isOurs() {
        return path.equals(OUR_ZIP);
    }

    Contender named(String value) {
        return new Contender(value, packaging, path, handler, protocol, environment, jvmFlags);
    }

    Contender packaged(Packaging value, String newPath) {
        return new Contender(name, value, newPath, handler, protocol, environment, jvmFlags);
    }

    /** A copy with one more variable in its environment. */
    Contender with(String variable, String value) {
        Map<String, String> more = new HashMap<>(environment);
        more.put(variable, value);
        return new Contender(name, packaging, path, handler, protocol, more, jvmFlags);
    }

    /** A copy with one more flag, which overrides an earlier one of its kind. */
    Contender withFlag(String flag) {
        List<String> more = new ArrayList<>(jvmFlags);
        more.add(flag);
        return new Contender(name, packaging, path, handler, protocol, environment, more);
    }
}
