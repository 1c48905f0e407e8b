package dev.storystreamer.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonObject;
import dev.storystreamer.awslocal.lambda.Invocation;
import dev.storystreamer.awslocal.lambda.RuntimeProcess;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** story-lambda.zip as Lambda runs it: unpacked, under AWS's runtime interface client, in a process of its own. */
final class PackagedFunction {

    static final Path ZIP = Path.of(System.getProperty("story.lambda.zip"));

    private final Path directory;
    private final Path log;
    private final Path classes;

    private PackagedFunction(Path directory, Path temporary) {
        this.directory = directory;
        this.log = temporary.resolve("function.log");
        this.classes = temporary.resolve("classes.log");
    }

    /** Prepares a process whose package is unpacked in {@code directory}; unpacks it if it is not. */
    static PackagedFunction in(Path directory) throws IOException {
        if (Files.notExists(task(directory))) {
            try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(ZIP))) {
                for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                    unpack(entry, zip, task(directory));
                }
            }
        }
        return new PackagedFunction(directory, Files.createTempDirectory(directory, "tmp"));
    }

    private static Path task(Path directory) {
        return directory.resolve("task");
    }

    private static void unpack(ZipEntry entry, InputStream content, Path task) throws IOException {
        Path target = task.resolve(entry.getName());
        if (entry.isDirectory()) {
            Files.createDirectories(target);
        } else {
            Files.createDirectories(target.getParent());
            Files.copy(content, target);
        }
    }

    /** Starts the process and waits until it is ready for invocations. */
    RuntimeProcess start(Class<?> handler, Map<String, String> environment) {
        try (Stream<Path> jars = Files.list(Path.of(System.getProperty("story.runtime.directory")))) {
            return RuntimeProcess.start(new RuntimeProcess.Launch(
                    Path.of(System.getProperty("java.home")),
                    List.of(
                            "-Xmx256m",
                            "-XX:+UseSerialGC",
                            "-XX:TieredStopAtLevel=1",
                            "--enable-native-access=ALL-UNNAMED", // JDK 25 would write a warning into the log
                            "-Dorg.crac.Core.Compat=com.amazonaws.services.lambda.crac", // as Lambda's bootstrap sets
                            // it
                            "--add-opens=java.base/java.io=ALL-UNNAMED", // for _LAMBDA_TELEMETRY_LOG_FD
                            "-Xlog:class+load:file=" + classes,
                            "-Djava.io.tmpdir=" + log.getParent()), // the runtime client unpacks its native code there
                    jars.sorted().toList(),
                    task(directory),
                    handler.getName() + "::handleRequest",
                    environment,
                    log));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends a client's message to a process and returns the answer. */
    static String invoke(RuntimeProcess process, String message, Duration timeLeft) {
        JsonObject context = new JsonObject();
        context.addProperty("routeKey", "$default");
        context.addProperty("connectionId", "c=");
        JsonObject event = new JsonObject();
        event.add("requestContext", context);
        event.addProperty("body", message);
        try {
            byte[] answer = process.invoke(
                    event.toString().getBytes(UTF_8),
                    new Invocation(
                            UUID.randomUUID().toString(), "story", Instant.now().plus(timeLeft)));
            return new String(answer, UTF_8);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    String log() throws IOException {
        return Files.readString(log);
    }

    byte[] logBytes() throws IOException {
        return Files.readAllBytes(log);
    }

    String loadedClasses() throws IOException {
        return Files.readString(classes);
    }
}
