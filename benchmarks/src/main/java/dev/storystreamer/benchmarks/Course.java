package dev.storystreamer.benchmarks;

import dev.storystreamer.awslocal.LocalCloud;
import dev.storystreamer.awslocal.Pace;
import dev.storystreamer.awslocal.RuntimeProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A contender on its course: its process, the local cloud around it, and a client. */
final class Course implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final LocalCloud cloud;
    private final RuntimeProcess process;
    private final WebSocket client;
    private final BlockingQueue<String> ended = new LinkedBlockingQueue<>();

    Course(FunctionPackage functions, Contender contender, Pace pace, List<String> jvmFlags) throws IOException {
        this(functions, contender, pace, jvmFlags, Map.of());
    }

    Course(
            FunctionPackage functions,
            Contender contender,
            Pace pace,
            List<String> jvmFlags,
            Map<String, String> environment)
            throws IOException {
        cloud = LocalCloud.builder().pace(pace).start();
        process = functions.start(contender, cloud, jvmFlags, environment);
        cloud.deploy("story", (event, invocation) -> {
            byte[] answer = process.invoke(event, invocation);
            if (new String(event, StandardCharsets.UTF_8).contains("\"$default\"")) {
                ended.add("ended");
            }
            return answer;
        });
        client = connect(cloud.webSocketUri());
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

    /** Tells one story and measures it. */
    Measurement tell(String topic) throws InterruptedException {
        cloud.recording().clear();
        Duration before = cpu();
        long sentNanos = System.nanoTime();
        client.sendText("{\"storyType\":\"" + topic + "\"}", true).join();
        if (ended.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS) == null) {
            throw new IllegalStateException("no story within " + PATIENCE);
        }
        return Measurement.of(cloud.recording(), sentNanos, cpu().minus(before).toNanos() / 1e6);
    }

    private Duration cpu() {
        return process.process().toHandle().info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /** The most memory the process ever held, in MB; 0 where /proc is missing. */
    double peakResidentMegabytes() throws IOException {
        Path status = Path.of("/proc/" + process.process().pid() + "/status");
        if (!Files.exists(status)) {
            return 0;
        }
        try (Stream<String> lines = Files.lines(status)) {
            return lines.filter(line -> line.startsWith("VmHWM:"))
                    .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) / 1024)
                    .findFirst()
                    .orElse(0);
        }
    }

    @Override
    public void close() {
        client.abort();
        cloud.close();
        process.close();
    }
}
