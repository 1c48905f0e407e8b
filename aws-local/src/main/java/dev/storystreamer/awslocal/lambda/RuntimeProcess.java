package dev.storystreamer.awslocal.lambda;

import static java.util.Objects.requireNonNull;

import dev.storystreamer.awslocal.concurrent.CompletableFutures;
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
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;

/**
 * A function in a process of its own, run by AWS's Java runtime interface client as in Lambda. Thread-safe; the process
 * takes one call at a time unless {@code AWS_LAMBDA_MAX_CONCURRENCY} is in its environment.
 *
 * @see <a href="https://github.com/aws/aws-lambda-java-libs/tree/main/aws-lambda-java-runtime-interface-client">The runtime
 *     interface client</a>
 */
public final class RuntimeProcess implements LambdaFunction, AutoCloseable {

    private static final String MAIN = "com.amazonaws.services.lambda.runtime.api.client.AWSLambda";

    /**
     * Locked while a process starts, by all programs of a user that use this class: the runtime client unpacks native code to
     * {@code /tmp/.libaws-lambda-jni.so} at its start, and one of two that do so at the same time crashes.
     */
    private static final Path DOOR = Path.of(
            System.getProperty("java.io.tmpdir"), "story-runtime-client-" + System.getProperty("user.name") + ".lock");

    private final RuntimeApi api;
    private final Server server;
    private final Process process;
    private final long startedNanos;

    private RuntimeProcess(RuntimeApi api, Server server, Process process, long startedNanos) {
        this.api = api;
        this.server = server;
        this.process = process;
        this.startedNanos = startedNanos;
    }

    /**
     * Starts the process and waits until it asks for its first event.
     *
     * @param launch what to start
     * @return the running function
     * @throws IllegalStateException if the process fails to start within a minute; the message is what it reported
     */
    public static synchronized RuntimeProcess start(Launch launch) {
        try (FileChannel door = FileChannel.open(DOOR, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            door.lock(); // until it is closed
            return startAlone(launch);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static RuntimeProcess startAlone(Launch launch) {
        var threads = new QueuedThreadPool();
        threads.setName("runtime-api");
        threads.setDaemon(true);
        var server = new Server(threads);
        var connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        connector.setIdleTimeout(Duration.ofHours(1).toMillis()); // the wait for the next event has no limit
        server.addConnector(connector);
        var api = new RuntimeApi();
        server.setHandler(api);
        long startedNanos;
        Process process;
        try {
            server.start();
            startedNanos = System.nanoTime();
            process = launch.start(connector.getLocalPort());
        } catch (IOException e) {
            stop(server);
            throw new UncheckedIOException(e);
        } catch (Exception e) {
            stop(server);
            throw new IllegalStateException("the runtime process did not start", e);
        }
        CompletableFutures.whenDone(
                process.onExit(),
                gone -> api.fail("the process ended with code " + gone.exitValue()),
                failure -> api.fail("the process is lost"));
        var started = new RuntimeProcess(api, server, process, startedNanos);
        started.timeToReady();
        return started;
    }

    private static void stop(Server server) {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("the runtime API did not stop", e);
        }
    }

    /**
     * Tells how long the process took from its start to its first request for work.
     *
     * @return the time; waits for it
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

    /**
     * Gives the process.
     *
     * @return alive until {@link #close}
     */
    public Process process() {
        return process;
    }

    /** Ends the process as Lambda does when it shuts an execution environment down: SIGTERM. */
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
        stop(server); // which an interrupt would keep from it
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * What to start.
     *
     * @param javaHome the JDK
     * @param jvmFlags such as {@code -Xmx256m}
     * @param runtimeClassPath the jars of the runtime interface client
     * @param task the function's unpacked package: classes at the root, jars in {@code lib}
     * @param handler such as {@code com.example.Handler::handleRequest}
     * @param environment added to a nearly empty environment
     * @param output what the process prints; null to print it here
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
