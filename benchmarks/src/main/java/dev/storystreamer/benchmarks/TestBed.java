package dev.storystreamer.benchmarks;

import com.google.gson.JsonParser;
import dev.storystreamer.awslocal.LocalCloud;
import dev.storystreamer.awslocal.lambda.Invocation;
import dev.storystreamer.awslocal.lambda.RuntimeProcess;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A contender's process, the local cloud around it, and its clients. */
final class TestBed implements AutoCloseable {

    /** As long as those of Lambda, which always sets one; it is a part of every signed request. */
    private static final String SESSION_TOKEN = "a-session-token.".repeat(64);

    private static final Duration TIMEOUT = Duration.ofMinutes(4);
    private static final Duration SAMPLE_INTERVAL = Duration.ofMillis(100);

    /** Ten times as slow, because a grid takes longer than the 2 hours that API Gateway keeps a connection. */
    private static final double CLOCK_SCALE = 0.1;

    private static final int RECORDED = 1_000_000;

    private final Protocol protocol;
    private final LocalCloud cloud;
    private final RuntimeProcess process;
    private final ProcessStatus status;
    private final List<WebSocket> clients = new ArrayList<>();
    private final BlockingQueue<Invoked> invocations = new LinkedBlockingQueue<>();
    private double connectedMs = Double.NaN;
    private double connectedCpuMs;

    /** One invocation of the function for a story. */
    record Invoked(
            String connectionId,
            long startNanos,
            long endNanos,
            @Nullable Exception failure) {}

    /**
     * Starts a process and connects its clients.
     *
     * @param clientCount how many stories the process runs at once; 0 to start it only
     * @throws IOException if the package cannot be read
     */
    TestBed(FunctionPackages packages, Contender contender, Jdk jdk, int clientCount)
            throws IOException, InterruptedException {
        protocol = contender.protocol();
        cloud = LocalCloud.builder()
                .recordingCapacity(RECORDED)
                .timeScale(CLOCK_SCALE)
                .start();
        process = packages.start(
                clientCount > 1
                        ? contender.with("AWS_LAMBDA_MAX_CONCURRENCY", Integer.toString(clientCount))
                        : contender,
                jdk,
                environment(cloud));
        long readyNanos = System.nanoTime();
        status = new ProcessStatus(process.process().toHandle());
        connectedCpuMs = status.cpuMs();
        cloud.deploy("story", this::invoke);
        HttpClient http = HttpClient.newHttpClient();
        for (int i = 0; i < clientCount; i++) {
            clients.add(http.newWebSocketBuilder()
                    .buildAsync(cloud.webSocketUri(), new WebSocket.Listener() {})
                    .join());
            if (i == 0) {
                connectedMs = readyMs() + (System.nanoTime() - readyNanos) / 1e6;
                connectedCpuMs = status.cpuMs();
            }
        }
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

    private byte[] invoke(byte[] event, Invocation invocation) throws Exception {
        var context = JsonParser.parseString(new String(event, StandardCharsets.UTF_8))
                .getAsJsonObject()
                .getAsJsonObject("requestContext");
        boolean isStory = context.get("routeKey").getAsString().equals("$default");
        String connectionId = context.get("connectionId").getAsString();
        long startNanos = System.nanoTime();
        Exception failure = null;
        try {
            return process.invoke(event, invocation);
        } catch (Exception e) {
            failure = e;
            throw e;
        } finally {
            if (isStory || failure != null) {
                invocations.add(new Invoked(connectionId, startNanos, System.nanoTime(), failure));
            }
        }
    }

    private double readyMs() {
        return process.timeToReady().toNanos() / 1e6;
    }

    /**
     * Requests one story for each client at the same time, and waits for all of them.
     *
     * @param topic of the stories; each client adds its number
     * @throws IllegalStateException if an invocation fails or takes too long
     */
    List<Measurement> run(ModelFixture fixture, String topic) throws InterruptedException {
        fixture.apply(cloud);
        cloud.recording().clear();
        double cpuMs = status.cpuMs();
        for (int i = 0; i < clients.size(); i++) {
            clients.get(i).sendText(protocol.request(topic + " " + i), true).join();
        }
        long deadline = System.nanoTime() + TIMEOUT.toNanos();
        int threads = status.threads();
        List<Invoked> ended = new ArrayList<>();
        while (ended.size() < clients.size()) {
            Invoked invoked = invocations.poll(SAMPLE_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
            if (invoked == null) {
                threads = Math.max(threads, status.threads());
                if (System.nanoTime() > deadline) {
                    throw new IllegalStateException(ended.size() + " stories ended within " + TIMEOUT);
                }
            } else if (invoked.failure() != null) {
                throw new IllegalStateException("an invocation failed", invoked.failure());
            } else {
                ended.add(invoked);
            }
        }
        double storyCpuMs = (status.cpuMs() - cpuMs) / clients.size();
        var stories = new Measurement.Source(cloud.recording(), protocol, fixture);
        List<Measurement> measurements = new ArrayList<>();
        for (Invoked invoked : ended) {
            measurements.add(stories.measure(invoked, storyCpuMs, threads));
        }
        return measurements;
    }

    /** The processor time of the process since its start, in milliseconds. */
    double cpuMs() {
        return status.cpuMs();
    }

    /**
     * What the process needed so far.
     *
     * @param firstStoryCpuMs processor time from the start to the end of the first story
     */
    StoryRecord.ProcessFigures figures(double firstStoryCpuMs) {
        return new StoryRecord.ProcessFigures(
                readyMs(),
                connectedMs,
                connectedCpuMs,
                firstStoryCpuMs,
                status.residentMegabytes(),
                status.peakResidentMegabytes());
    }

    @Override
    public void close() {
        clients.forEach(WebSocket::abort);
        cloud.close();
        process.close();
    }
}
