package dev.storystreamer.benchmarks;

import dev.storystreamer.awslocal.LocalCloud;
import dev.storystreamer.awslocal.lambda.RuntimeProcess;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** The contenders' packages, each unpacked when it is first wanted; beside our own are this module's classes. */
final class FunctionPackage {

    /** Our own package. */
    static final String OURS = "lambda-app/target/story-lambda.zip";

    /** As long as those of Lambda, which sets one always; it is a part of every signed request. */
    static final String SESSION_TOKEN = "a-session-token.".repeat(64);

    private final Path project;
    private final Path directory;
    private final List<String> moreJars;
    private final boolean stored;
    private final Map<String, Path> tasks = new HashMap<>();

    private FunctionPackage(Path project, Path directory, List<String> moreJars, boolean stored) {
        this.project = project;
        this.directory = directory;
        this.moreJars = List.copyOf(moreJars);
        this.stored = stored;
    }

    /**
     * Makes a place for packages.
     *
     * @param project the root of the built project
     */
    static FunctionPackage unpack(Path project) throws IOException {
        return unpack(project, List.of());
    }

    /**
     * Makes a place for packages of which the others' jars are written anew without compression, as the build does with
     * ours: so that nobody inflates at a start.
     *
     * @param project the root of the built project
     */
    static FunctionPackage unpackStored(Path project) throws IOException {
        return new FunctionPackage(
                project.toAbsolutePath(), Files.createTempDirectory("story-benchmark"), List.of(), true);
    }

    /**
     * Makes a place for packages.
     *
     * @param moreJars how the names begin of those jars of this program that join our own package
     */
    static FunctionPackage unpack(Path project, List<String> moreJars) throws IOException {
        return new FunctionPackage(
                project.toAbsolutePath(), Files.createTempDirectory("story-benchmark"), moreJars, false);
    }

    /** The jars of a contender, by name. */
    List<String> jars(Contender contender) throws IOException {
        try (Stream<Path> jars = Files.list(task(contender).resolve("lib"))) {
            return jars.map(jar -> jar.getFileName().toString()).sorted().toList();
        }
    }

    RuntimeProcess start(
            Contender contender, LocalCloud cloud, Jdk jdk, List<String> jvmFlags, Map<String, String> moreEnvironment)
            throws IOException {
        return start(
                jdk,
                jvmFlags,
                runtimeClassPath(),
                task(contender),
                contender.handler(),
                environment(cloud, moreEnvironment));
    }

    /** Starts our function from an image's directory: everything on one class path. */
    RuntimeProcess start(FunctionImage image, LocalCloud cloud, Jdk jdk, List<String> jvmFlags) throws IOException {
        return start(
                jdk, jvmFlags, image.classPath(), image.directory(), Contender.OURS_V1.handler(), environment(cloud));
    }

    private RuntimeProcess start(
            Jdk jdk,
            List<String> jvmFlags,
            List<Path> classPath,
            Path task,
            String handler,
            Map<String, String> environment)
            throws IOException {
        Path temporary = Files.createTempDirectory(directory, "tmp"); // the runtime client unpacks native code there
        return RuntimeProcess.start(new RuntimeProcess.Launch(
                jdk.home(),
                Stream.concat(jvmFlags.stream(), Stream.of("-Djava.io.tmpdir=" + temporary))
                        .toList(),
                classPath,
                task,
                handler + "::handleRequest",
                environment,
                temporary.resolve("function.log")));
    }

    /** What a function needs to work in a local cloud. */
    static Map<String, String> environment(LocalCloud cloud) {
        return Map.of(
                "STORY_MODEL_ID", "global.amazon.nova-2-lite-v1:0",
                "STORY_CALLBACK_URL", cloud.managementUri().toString(),
                "AWS_ENDPOINT_URL_BEDROCK_RUNTIME", cloud.endpointUri().toString(),
                "AWS_REGION", "us-east-1",
                "AWS_ACCESS_KEY_ID", "local",
                "AWS_SECRET_ACCESS_KEY", "local",
                "AWS_SESSION_TOKEN", SESSION_TOKEN);
    }

    private static Map<String, String> environment(LocalCloud cloud, Map<String, String> more) {
        Map<String, String> environment = new HashMap<>(environment(cloud));
        environment.putAll(more);
        return environment;
    }

    private Path task(Contender contender) throws IOException {
        Path known = tasks.get(contender.zip());
        if (known != null) {
            return known;
        }
        Path task = Files.createTempDirectory(directory, "task");
        try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(project.resolve(contender.zip())))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                unpack(entry, zip, task.resolve(entry.getName()));
            }
        }
        if (contender.zip().equals(OURS)) {
            copyClasses(project.resolve("benchmarks/target/classes"), task);
            copyJars(task.resolve("lib"));
        }
        if (stored && !contender.zip().equals(OURS)) {
            store(task.resolve("lib"));
        }
        tasks.put(contender.zip(), task);
        return task;
    }

    private void store(Path jars) throws IOException {
        Path compressed = Files.move(jars, jars.resolveSibling("compressed"));
        Process build = new ProcessBuilder(
                        Jdk.current().home().resolve("bin/java").toString(),
                        project.resolve("lambda-app/src/build/StoreJars.java").toString(),
                        jars.toString(),
                        compressed.toString())
                .inheritIO()
                .start();
        if (build.onExit().join().exitValue() != 0) {
            throw new IOException("the jars could not be stored: " + compressed);
        }
    }

    private static void unpack(ZipEntry entry, InputStream content, Path target) throws IOException {
        if (entry.isDirectory()) {
            Files.createDirectories(target);
        } else {
            Files.createDirectories(target.getParent());
            Files.copy(content, target);
        }
    }

    private static void copyClasses(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path target = to.resolve(from.relativize(file));
                Files.createDirectories(target.getParent());
                Files.copy(file, target);
            }
        }
    }

    private void copyJars(Path to) throws IOException {
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            String name = Path.of(entry).getFileName().toString();
            if (moreJars.stream().anyMatch(name::startsWith)) {
                Files.copy(Path.of(entry), to.resolve(name));
            }
        }
    }

    private List<Path> runtimeClassPath() throws IOException {
        try (Stream<Path> jars = Files.list(project.resolve("lambda-app/target/runtime"))) {
            return jars.sorted().toList();
        }
    }
}
