package dev.storystreamer.benchmarks;

import dev.storystreamer.awslocal.LocalCloud;
import dev.storystreamer.awslocal.RuntimeProcess;
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

/** story-lambda.zip, unpacked, with the contenders' classes beside it. */
final class FunctionPackage {

    private final Path project;
    private final Path directory;

    private FunctionPackage(Path project, Path directory) {
        this.project = project;
        this.directory = directory;
    }

    /**
     * Unpacks the package.
     *
     * @param project the root of the built project
     */
    static FunctionPackage unpack(Path project) throws IOException {
        Path directory = Files.createTempDirectory("story-benchmark");
        Path task = directory.resolve("task");
        try (ZipInputStream zip =
                new ZipInputStream(Files.newInputStream(project.resolve("lambda-app/target/story-lambda.zip")))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                unpack(entry, zip, task.resolve(entry.getName()));
            }
        }
        copyClasses(project.resolve("benchmarks/target/classes"), task);
        return new FunctionPackage(project.toAbsolutePath(), directory);
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

    RuntimeProcess start(
            Contender contender, LocalCloud cloud, List<String> jvmFlags, Map<String, String> moreEnvironment)
            throws IOException {
        Path temporary = Files.createTempDirectory(directory, "tmp"); // the runtime client unpacks native code there
        Map<String, String> environment = new HashMap<>();
        environment.put("STORY_MODEL_ID", "global.amazon.nova-2-lite-v1:0");
        environment.put("STORY_CALLBACK_URL", cloud.managementUri().toString());
        environment.put("AWS_ENDPOINT_URL_BEDROCK_RUNTIME", cloud.endpointUri().toString());
        environment.put("AWS_REGION", "us-east-1");
        environment.put("AWS_ACCESS_KEY_ID", "local");
        environment.put("AWS_SECRET_ACCESS_KEY", "local");
        environment.putAll(moreEnvironment);
        return RuntimeProcess.start(new RuntimeProcess.Launch(
                Path.of(System.getProperty("java.home")),
                Stream.concat(jvmFlags.stream(), Stream.of("-Djava.io.tmpdir=" + temporary))
                        .toList(),
                runtimeClassPath(),
                directory.resolve("task"),
                contender.handler().getName() + "::handleRequest",
                environment,
                temporary.resolve("function.log")));
    }

    private List<Path> runtimeClassPath() throws IOException {
        try (Stream<Path> jars = Files.list(project.resolve("lambda-app/target/runtime"))) {
            return jars.sorted().toList();
        }
    }
}
