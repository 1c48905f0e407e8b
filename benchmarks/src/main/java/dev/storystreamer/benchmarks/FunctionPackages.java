package dev.storystreamer.benchmarks;

import dev.storystreamer.awslocal.lambda.RuntimeProcess;
import dev.storystreamer.benchmarks.Contender.Packaging;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.jspecify.annotations.Nullable;

/** The contenders' packages, each unpacked when it is first needed. */
final class FunctionPackages {

    private static final String IMAGE = "lambda-app/target/image";
    private static final int FIRST_WITH_AOT_CACHE = 25;

    /** The libraries whose versions a record names. */
    private static final String NAMED =
            "(langchain4j-bedrock|spring-ai-bedrock-converse|aws-crt-client|netty-nio-client"
                    + "|bedrockruntime)-\\d.*\\.jar";

    private final Path project;
    private final Path directory;
    private final Map<String, Unpacked> unpacked = new HashMap<>();

    /**
     * An unpacked package.
     *
     * @param task the working directory: classes at the root, jars in {@code lib}
     * @param classPath of the process
     * @param jvmFlags added to the contender's
     */
    private record Unpacked(Path task, List<Path> classPath, List<String> jvmFlags, double megabytes, int classes) {}

    /** Makes a directory for the packages of a built project, given by its root. */
    FunctionPackages(Path project) throws IOException {
        this.project = project.toAbsolutePath();
        this.directory = Files.createTempDirectory("story-benchmark");
    }

    /** Starts a contender's process and waits until it is ready. */
    RuntimeProcess start(Contender contender, Jdk jdk, Map<String, String> environment)
            throws IOException, InterruptedException {
        Unpacked function = unpacked(contender, jdk);
        Path temporary = Files.createTempDirectory(directory, "tmp"); // the runtime client unpacks native code there
        Map<String, String> variables = new HashMap<>(environment);
        variables.putAll(contender.environment());
        return RuntimeProcess.start(new RuntimeProcess.Launch(
                jdk.home(),
                Stream.of(contender.jvmFlags(), function.jvmFlags, List.of("-Djava.io.tmpdir=" + temporary))
                        .flatMap(List::stream)
                        .toList(),
                function.classPath,
                function.task,
                contender.handler() + "::handleRequest",
                variables,
                temporary.resolve("function.log")));
    }

    /** Describes what {@link #start} starts. */
    StoryRecord.Setup setup(Contender contender, Jdk jdk, int clients, int process)
            throws IOException, InterruptedException {
        Unpacked function = unpacked(contender, jdk);
        return new StoryRecord.Setup(
                "%s %s %d processors"
                        .formatted(
                                System.getProperty("os.name"),
                                System.getProperty("os.arch"),
                                Runtime.getRuntime().availableProcessors()),
                jdk.version(),
                contender.name(),
                jars(function.task).stream()
                        .map(jar -> jar.getFileName().toString())
                        .filter(jar -> jar.matches(NAMED))
                        .map(jar -> jar.replaceAll("-(\\d.*)\\.jar", " $1"))
                        .collect(Collectors.joining("; ")),
                String.join(" ", contender.jvmFlags()),
                function.megabytes,
                function.classes,
                clients,
                process);
    }

    private Unpacked unpacked(Contender contender, Jdk jdk) throws IOException, InterruptedException {
        boolean trained = contender.packaging() == Packaging.TRAINED_IMAGE;
        String key = contender.packaging() + contender.path() + contender.handler() + (trained ? jdk.version() : "");
        Unpacked known = unpacked.get(key);
        if (known != null) {
            return known;
        }
        Path task = Files.createTempDirectory(directory, "task");
        Unpacked function = contender.packaging() == Packaging.IMAGE || trained
                ? image(task, trained ? jdk : null)
                : zip(task, contender);
        unpacked.put(key, function);
        return function;
    }

    private Unpacked zip(Path task, Contender contender) throws IOException {
        Path zip = project.resolve(contender.path());
        try (ZipInputStream entries = new ZipInputStream(Files.newInputStream(zip))) {
            for (ZipEntry entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
                Path target = task.resolve(entry.getName());
                if (entry.isDirectory()) {
                    Files.createDirectories(target);
                } else {
                    Files.createDirectories(target.getParent());
                    Files.copy(entries, target);
                }
            }
        }
        if (contender.packaging() == Packaging.STORED_ZIP) {
            storeJars(task.resolve("lib"));
        }
        int classes = 0;
        try (InputStream content = Files.newInputStream(zip)) {
            classes = classes(content);
        }
        if (contender.handler().startsWith(getClass().getPackageName() + ".") && contender.isOurs()) {
            copy(project.resolve("benchmarks/target/classes"), task);
            copyNetty(task.resolve("lib"));
        }
        return new Unpacked(
                task, jars(project.resolve("lambda-app/target/runtime")), List.of(), Files.size(zip) / 1e6, classes);
    }

    private void storeJars(Path jars) throws IOException {
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

    /** Our package has the CRT alone; {@link HttpClientsHandler} needs Netty too. */
    private static void copyNetty(Path lib) throws IOException {
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            String name = Path.of(entry).getFileName().toString();
            if (name.startsWith("netty-")) {
                Files.copy(Path.of(entry), lib.resolve(name));
            }
        }
    }

    private Unpacked image(Path task, @Nullable Jdk trainedOn) throws IOException, InterruptedException {
        copy(project.resolve(IMAGE), task);
        String processor = System.getProperty("os.arch").equals("amd64") ? "x86_64" : "aarch64";
        String nativeCode = "-Djava.library.path=" + task.resolve("native").resolve(processor);
        // A cache knows the jars by these names.
        List<Path> classPath = jars(task).stream().map(task::relativize).toList();
        return trainedOn == null
                ? new Unpacked(task, classPath, List.of(nativeCode), 0, 0)
                : new Unpacked(task, classPath, List.of(nativeCode, train(task, trainedOn)), 0, 0);
    }

    /** Runs the image's training, and returns the flag that uses its cache. */
    private static String train(Path task, Jdk jdk) throws IOException, InterruptedException {
        ProcessBuilder training =
                new ProcessBuilder("./train").directory(task.toFile()).inheritIO();
        training.environment().put("JAVA_HOME", jdk.home().toString());
        if (training.start().waitFor() != 0) {
            throw new IllegalStateException("the training run failed on " + jdk);
        }
        return jdk.feature() >= FIRST_WITH_AOT_CACHE
                ? "-XX:AOTCache=" + task.resolve("story.aot")
                : "-XX:SharedArchiveFile=" + task.resolve("story.jsa");
    }

    private static List<Path> jars(Path directory) throws IOException {
        Path lib = directory.resolve("lib");
        try (Stream<Path> jars = Files.list(Files.isDirectory(lib) ? lib : directory)) {
            return jars.filter(jar -> jar.toString().endsWith(".jar")).sorted().toList();
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path target = to.resolve(from.relativize(file));
                Files.createDirectories(target.getParent());
                Files.copy(file, target, StandardCopyOption.COPY_ATTRIBUTES, StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    /** Counts the classes of a zip, those in its jars included. */
    private static int classes(InputStream content) throws IOException {
        int classes = 0;
        ZipInputStream zip = new ZipInputStream(content);
        for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
            if (entry.getName().endsWith(".class")) {
                classes++;
            } else if (entry.getName().endsWith(".jar")) {
                classes += classes(new ByteArrayInputStream(zip.readAllBytes()));
            }
        }
        return classes;
    }
}
