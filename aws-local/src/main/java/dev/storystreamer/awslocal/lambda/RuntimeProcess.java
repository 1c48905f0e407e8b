package dev.storystreamer.awslocal.lambda;

import static java.util.Objects.requireNonNull;

import dev.storystreamer.awslocal.concurrent.CompletableFutures;
import dev.storystreamer.awslocal.http.HttpServer;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A function in its own process, run by AWS's Java runtime interface client as in Lambda. Thread-safe; the process handles
 * one invocation at a time unless {@code AWS_LAMBDA_MAX_CONCURRENCY} is in its environment.
 *
 * @see <a href="https://github.com/aws/aws-lambda-java-libs/tree/main/aws-lambda-java-runtime-interface-client">The runtime
 *     interface client</a>
 */
public final class RuntimeProcess implements LambdaFunction, AutoCloseable {

    private static final String MAIN = "com.amazonaws.services.lambda.runtime.api.client.AWSLambda";

    /** How long the runtime can wait for its next event. */
    private static final Duration IDLE_TIMEOUT = Duration.ofHours(1);

    /**
     * Locked during the start of a process, by all programs of the user: each runtime client extracts native code to
     * {@code /tmp/.libaws-lambda-jni.so}, and crashes if another one does so at the same time.
     */
    private static final Path START_LOCK = Path.of(
            System.getProperty("java.io.tmpdir"), "story-runtime-client-" + System.getProperty("user.name") + ".lock");

    private final RuntimeApi api;
    private final HttpServer server;
    private final Process process;
    private final long startedNanos;

    private RuntimeProcess(RuntimeApi api, HttpServer server, Process process, long startedNanos) {
        this.api = api;
        this.server = server;
        this.process = process;
        this.startedNanos = startedNanos;
    }

    /**
     * Starts the process and waits until it requests its first event.
     *
     * @param launch what to start
     * @return the running function
     * @throws IllegalStateException if the process fails to start within a minute; the message contains its report
     */
    public static synchronized RuntimeProcess start(Launch launch) {
        try (FileChannel lock = FileChannel.open(START_LOCK, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            lock.lock(); // released when the channel is closed
            return startLocked(launch);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static RuntimeProcess startLocked(Launch launch) {
        var api = new RuntimeApi();
        var server = new HttpServer("runtime-api", "127.0.0.1", 0, IDLE_TIMEOUT);
        server.setHandler(api);
        long startedNanos;
        Process process;
        try {
            server.start();
            startedNanos = System.nanoTime();
            process = launch.start(server.port());
        } catch (IOException e) {
            server.close();
            throw new UncheckedIOException(e);
        }
        CompletableFutures.whenDone(
                process.onExit(),
                exited -> api.fail("the process ended with code " + exited.exitValue()),
                failure -> api.fail("the process is lost"));
        var started = new RuntimeProcess(api, server, process, startedNanos);
        started.timeToReady();
        return started;
    }

    /**
     * Waits until the process requests its first event.
     *
     * @return the time from the start of the process to that request
     */
    public Duration timeToReady() {
        try {
            return Duration.ofNanos(api.ready().get(1, TimeUnit.MINUTES) - startedNanos);
        } catch (ExecutionException | TimeoutException e) {
            close();
            throw new IllegalStateException("the runtime process is not ready: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            close();
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    @Override
    public byte[] invoke(byte[] event, Invocation invocation) throws Exception {
        try {
            return api.submit(event, invocation).get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    /** {@return the process, which runs until {@link #close}} */
    public Process process() {
        return process;
    }

    /** Ends the process with SIGTERM, as Lambda does when it shuts down an execution environment. */
    @Override
    public void close() {
        process.destroy();
        boolean interrupted = false;
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            interrupted = true;
        }
        server.close(); // before the interrupt, which would make it fail
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * The settings of a process.
     *
     * @param javaHome the JDK
     * @param jvmFlags such as {@code -Xmx256m}
     * @param runtimeClassPath the jars of the runtime interface client
     * @param task the unpacked deployment package: classes at the root, jars in {@code lib}
     * @param handler such as {@code com.example.Handler::handleRequest}
     * @param environment added to an environment with only PATH and Lambda's own variables
     * @param output the file for the output of the process; null for the output of this process
     */
    public record Launch(
            Path javaHome,
            List<String> jvmFlags,
            List<Path> runtimeClassPath,
            Path task,
            String handler,
            Map<String, String> environment,
            @Nullable Path output) {

        public Launch {
            requireNonNull(javaHome, "javaHome");
            requireNonNull(task, "task");
            requireNonNull(handler, "handler");
            jvmFlags = List.copyOf(jvmFlags);
            runtimeClassPath = List.copyOf(runtimeClassPath);
            environment = Map.copyOf(environment);
        }

        Process start(int port) throws IOException {
            List<String> command = new ArrayList<>();
            command.add(javaHome.resolve("bin").resolve("java").toString());
            command.addAll(jvmFlags);
            command.add("-cp");
            command.add(runtimeClassPath.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)));
            command.add(MAIN);
            command.add(handler);
            ProcessBuilder builder =
                    new ProcessBuilder(command).directory(task.toFile()).redirectErrorStream(true);
            builder.environment().keySet().retainAll(Set.of("PATH"));
            builder.environment().put("AWS_LAMBDA_RUNTIME_API", "127.0.0.1:" + port);
            builder.environment().put("AWS_LAMBDA_FUNCTION_NAME", "story");
            builder.environment().putAll(environment);
            builder.redirectOutput(
                    output == null ? ProcessBuilder.Redirect.INHERIT : ProcessBuilder.Redirect.to(output.toFile()));
            return builder.start();
        }
    }
}
