package dev.storystreamer.benchmarks;

import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/**
 * A JDK to run functions on.
 *
 * @param feature such as 25
 * @param version such as 25.0.1
 * @param home its directory
 */
record Jdk(int feature, String version, Path home) {

    private static final Path INSTALLED = Path.of("/usr/lib/jvm");
    private static final List<Integer> LAMBDA_RUNTIMES = List.of(17, 25);

    static Jdk current() throws IOException {
        return at(Path.of(System.getProperty("java.home")));
    }

    /**
     * Finds the JDKs to measure, one of each feature version, the oldest first: those of {@code BENCHMARK_JAVA_HOMES}; if
     * that is not set, this one and those of {@code /usr/lib/jvm} that are 17 or 25.
     */
    static List<Jdk> toMeasure(Map<String, String> environment) throws IOException {
        Map<Integer, Jdk> found = new TreeMap<>();
        String homes = environment.get("BENCHMARK_JAVA_HOMES");
        if (homes != null) {
            for (String home : homes.split(File.pathSeparator, -1)) {
                Jdk jdk = at(Path.of(home));
                found.put(jdk.feature(), jdk);
            }
            return List.copyOf(found.values());
        }
        found.put(current().feature(), current());
        if (Files.isDirectory(INSTALLED)) {
            try (DirectoryStream<Path> directories = Files.newDirectoryStream(INSTALLED)) {
                for (Path home : directories) {
                    if (Files.exists(home.resolve("release")) && LAMBDA_RUNTIMES.contains(at(home).feature())) {
                        found.putIfAbsent(at(home).feature(), at(home));
                    }
                }
            }
        }
        return List.copyOf(found.values());
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
