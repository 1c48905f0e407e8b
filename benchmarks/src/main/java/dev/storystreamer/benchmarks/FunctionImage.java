package dev.storystreamer.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a container image of our function holds, in a directory of its own: its command line is the image's, without the
 * container.
 *
 * @param directory where it was copied to
 * @param flags of its command line: where native code lies, and the cache that its training run left once there was one
 */
record FunctionImage(Path directory, List<String> flags) {

    private static final String BUILT = "lambda-app/target/image";
    private static final int FIRST_WITH_AOT_CACHE = 25;

    /** Copies the image's directory, as each JDK makes a cache of its own. */
    static FunctionImage copy(Path project) throws IOException {
        Path directory = Files.createTempDirectory("story-image");
        Path built = project.resolve(BUILT);
        try (Stream<Path> files = Files.walk(built)) {
            for (Path file : files.toList()) {
                Files.copy(
                        file,
                        directory.resolve(built.relativize(file)),
                        StandardCopyOption.REPLACE_EXISTING,
                        StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
        return new FunctionImage(directory, List.of(nativeCode(directory)));
    }

    /** Runs the image's training, and gives the image that uses what it left. */
    FunctionImage train(Jdk jdk) throws IOException, InterruptedException {
        ProcessBuilder training =
                new ProcessBuilder("./train").directory(directory.toFile()).inheritIO();
        training.environment().put("JAVA_HOME", jdk.home().toString());
        if (training.start().waitFor() != 0) {
            throw new IllegalStateException("the training run failed on " + jdk);
        }
        String flag = jdk.feature() >= FIRST_WITH_AOT_CACHE
                ? "-XX:AOTCache=" + directory.resolve("story.aot")
                : "-XX:SharedArchiveFile=" + directory.resolve("story.jsa");
        return new FunctionImage(directory, List.of(nativeCode(directory), flag));
    }

    private static String nativeCode(Path directory) {
        String processor = System.getProperty("os.arch").equals("amd64") ? "x86_64" : "aarch64";
        return "-Djava.library.path=" + directory.resolve("native").resolve(processor);
    }

    /** The jars in the order of the image's own command, relative to its directory: a cache knows them by these names. */
    List<Path> classPath() throws IOException {
        try (Stream<Path> jars = Files.list(directory.resolve("lib"))) {
            return jars.map(directory::relativize).sorted().toList();
        }
    }

    /** The cache's size, in MB. */
    double cacheMegabytes() throws IOException {
        double bytes = 0;
        for (String cache : List.of("story.aot", "story.jsa")) {
            Path file = directory.resolve(cache);
            bytes += Files.exists(file) ? Files.size(file) : 0;
        }
        return bytes / 1e6;
    }
}
