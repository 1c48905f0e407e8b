package dev.storystreamer.benchmarks;

import dev.storystreamer.awslocal.LocalCloud;
import dev.storystreamer.awslocal.bedrock.ModelScript;
import dev.storystreamer.awslocal.faults.LatencyProfile;
import dev.storystreamer.awslocal.lambda.RuntimeProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A contender on its course: its process, the local cloud around it, and a client. */
final class Course implements AutoCloseable {

    /** Starts a function's process that talks to a local cloud. */
    @FunctionalInterface
    interface Start {
        RuntimeProcess in(LocalCloud cloud) throws IOException;
    }

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** Ten times as slow: a connection that lives for the 2 hours of API Gateway's may not outlive a grid. */
    private static final double LONG_CLOCKS = 0.1;

    private final LocalCloud cloud;
    private final RuntimeProcess process;
    private final ProcessStatus status;
    private final WebSocket client;
    private final Duration startToConnected;
    private final Protocol protocol;
    private final BlockingQueue<CompletableFuture<Duration>> invocations = new LinkedBlockingQueue<>();

    Course(
            FunctionPackage functions,
            Contender contender,
            LatencyProfile pace,
            List<String> jvmFlags,
            Map<String, String> environment)
            throws IOException {
        this(functions, contender, pace, Jdk.current(), jvmFlags, environment);
    }

    Course(
            FunctionPackage functions,
            Contender contender,
            LatencyProfile pace,
            Jdk jdk,
            List<String> jvmFlags,
            Map<String, String> environment)
            throws IOException {
        this(contender.protocol(), pace, cloud -> functions.start(contender, cloud, jdk, jvmFlags, environment));
    }

    /** Starts a function in any other way. */
    Course(Protocol protocol, LatencyProfile pace, Start start) throws IOException {
        this.protocol = protocol;
        cloud = LocalCloud.builder().latency(pace).timeScale(LONG_CLOCKS).start();
        process = start.in(cloud);
        long readyNanos = System.nanoTime();
        status = new ProcessStatus(process.process().toHandle());
        cloud.deploy("story", (event, invocation) -> {
            boolean story = new String(event, StandardCharsets.UTF_8).contains("\"$default\"");
            long begunNanos = System.nanoTime();
            try {
                byte[] answer = process.invoke(event, invocation);
                if (story) {
                    invocations.add(
                            CompletableFuture.completedFuture(Duration.ofNanos(System.nanoTime() - begunNanos)));
                }
                return answer;
            } catch (Exception e) {
                invocations.add(CompletableFuture.failedFuture(e));
                throw e;
            }
        });
        client = connect(cloud.webSocketUri());
        startToConnected = process.timeToReady().plusNanos(System.nanoTime() - readyNanos);
    }

    private static WebSocket connect(URI uri) {
        return HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(uri, new WebSocket.Listener() {})
                .join();
    }

    Duration startToReady() {
        return process.timeToReady();
    }

    /** From the start of the process to the end of a client's handshake, for which the function was called. */
    Duration startToConnected() {
        return startToConnected;
    }

    /** Changes how fast the model speaks and a post takes, from the next story on. */
    void setPace(LatencyProfile pace) {
        cloud.setLatency(pace);
    }

    /** Lets the model say the same in every story from now on; null for its own stories. */
    void play(@Nullable ModelScript script) {
        cloud.setModelScript(script);
    }

    /** Tells one story and measures it. */
    Measurement tell(String topic) throws InterruptedException {
        cloud.recording().clear();
        Duration before = cpu();
        long sentNanos = System.nanoTime();
        client.sendText(protocol.request(topic), true).join();
        CompletableFuture<Duration> invocation = invocations.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        if (invocation == null) {
            throw new IllegalStateException("no story within " + PATIENCE);
        }
        return Measurement.of(
                cloud.recording(), protocol, sentNanos, millis(invocation.join()), millis(cpu().minus(before)));
    }

    /** The processor time of the process since its start, of all its threads; the kernel counts in steps of 10 ms. */
    Duration cpu() {
        return status.cpu();
    }

    private static double millis(Duration duration) {
        return duration.toNanos() / 1e6;
    }

    /** The most memory the process ever held, in MB. */
    double peakResidentMegabytes() {
        return status.peakResidentMegabytes();
    }

    @Override
    public void close() {
        client.abort();
        cloud.close();
        process.close();
    }
}
