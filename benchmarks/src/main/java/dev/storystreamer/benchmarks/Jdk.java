package dev.storystreamer.benchmarks;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A JDK to run functions on.
 *
 * @param feature such as 25
 * @param version such as 25.0.1
 * @param home where it is
 */
record Jdk(int feature, String version, Path home) {

    private static final Path INSTALLED = Path.of("/usr/lib/jvm");
    private static final List<Integer> LAMBDA_HAS = List.of(17, 25);

    static Jdk current() throws IOException {
        return at(Path.of(System.getProperty("java.home")));
    }

    /**
     * Finds the JDKs to measure, one of each feature version, the oldest first: this one and those of
     * {@code BENCHMARK_JAVA_HOMES}, or where that is not set those of {@code /usr/lib/jvm} that are 17 or 25.
     */
    static List<Jdk> toMeasure() throws IOException {
        Map<Integer, Jdk> found = new TreeMap<>();
        String named = System.getenv("BENCHMARK_JAVA_HOMES");
        if (named != null) {
            for (String home : named.split(File.pathSeparator, -1)) {
                Jdk jdk = at(Path.of(home));
                found.put(jdk.feature(), jdk);
            }
            return List.copyOf(found.values());
        }
        found.put(current().feature(), current());
        for (Path home : installed()) {
            Jdk jdk = at(home);
            if (LAMBDA_HAS.contains(jdk.feature())) {
                found.putIfAbsent(jdk.feature(), jdk);
            }
        }
        return List.copyOf(found.values());
    }

    private static List<Path> installed() throws IOException {
        if (!Files.isDirectory(INSTALLED)) {
            return List.of();
        }
        try (Stream<Path> homes = Files.list(INSTALLED)) {
            return new ArrayList<>(homes.filter(home ->
                            Files.exists(home.resolve("release")) && Files.isExecutable(home.resolve("bin/java")))
                    .sorted()
                    .toList());
        }
    }

    private static Jdk at(Path home) throws IOException {
        Properties release = new Properties();
        try (var text = Files.newBufferedReader(home.resolve("release"))) {
            release.load(text);
        }
        String version = release.getProperty("JAVA_VERSION", "0").replace("\"", "");
        return new Jdk(Integer.parseInt(version.split("\\D", -1)[0]), version, home);
    }

    @Override
    public String toString() {
        return "JDK " + version;
    }
}
