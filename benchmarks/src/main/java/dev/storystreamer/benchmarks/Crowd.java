package dev.storystreamer.benchmarks;

import dev.storystreamer.awslocal.LocalCloud;
import dev.storystreamer.awslocal.faults.LatencyProfile;
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

/** Many clients of one process, as on Lambda Managed Instances; the local cloud between them. */
final class Crowd implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final Duration LOOK = Duration.ofMillis(100);
    private static final int WARM_UP_DELTAS = 2_000;
    private static final int WARM_UP_STORY = 50;
    private static final int RECORDED = 1_000_000;

    private final LocalCloud cloud;
    private final RuntimeProcess process;
    private final ProcessStatus status;
    private final List<WebSocket> clients = new ArrayList<>();
    private final BlockingQueue<String> ended = new LinkedBlockingQueue<>();
    private int rounds;

    /** Starts a process that serves so many clients at once, and connects them. */
    Crowd(FunctionPackage functions, int size) throws IOException {
        cloud = LocalCloud.builder().recordingCapacity(RECORDED).start();
        Map<String, String> environment =
                size == 1 ? Map.of() : Map.of("AWS_LAMBDA_MAX_CONCURRENCY", Integer.toString(size));
        process = functions.start(Contender.OURS, cloud, Jdk.current(), Trial.LAMBDA_LIKE, environment);
        status = new ProcessStatus(process.process().toHandle());
        cloud.deploy("story", this::invoke);
        HttpClient http = HttpClient.newHttpClient();
        for (int i = 0; i < size; i++) {
            clients.add(http.newWebSocketBuilder()
                    .buildAsync(cloud.webSocketUri(), new WebSocket.Listener() {})
                    .join());
        }
    }

    private byte[] invoke(byte[] event, Invocation invocation) throws Exception {
        byte[] answer = process.invoke(event, invocation);
        if (new String(event, StandardCharsets.UTF_8).contains("\"$default\"")) {
            ended.add("ended");
        }
        return answer;
    }

    /** Tells so many short stories that the compiler has seen it all. */
    void warmUp() throws InterruptedException {
        LatencyProfile pace = LatencyProfile.NO_DELAY.withTokens(WARM_UP_STORY).withTokenInterval(Duration.ofMillis(1));
        for (int deltas = 0; deltas < WARM_UP_DELTAS; deltas += WARM_UP_STORY * clients.size()) {
            tell(pace);
        }
    }

    /** Lets every client ask for a story at once, and waits for all of them. */
    CrowdRound tell(LatencyProfile pace) throws InterruptedException {
        cloud.setLatency(pace);
        cloud.recording().clear();
        Duration before = status.cpu();
        int round = rounds++;
        for (int i = 0; i < clients.size(); i++) {
            clients.get(i)
                    .sendText("{\"storyType\":\"ROUND " + round + " CLIENT " + i + "\"}", true)
                    .join();
        }
        Map<String, Integer> mostThreads = awaitTheEnd();
        double cpuMs = status.cpu().minus(before).toNanos() / 1e6;
        return CrowdRound.of(cloud.recording(), clients.size(), pace, cpuMs, mostThreads);
    }

    /** Looks at the threads meanwhile. */
    private Map<String, Integer> awaitTheEnd() throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        Map<String, Integer> most = status.threads();
        for (int left = clients.size(); left > 0; ) {
            if (ended.poll(LOOK.toMillis(), TimeUnit.MILLISECONDS) != null) {
                left--;
                continue;
            }
            Map<String, Integer> now = status.threads();
            most = sum(now) > sum(most) ? now : most;
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(left + " stories have not ended within " + PATIENCE);
            }
        }
        return most;
    }

    private static int sum(Map<String, Integer> threads) {
        return threads.values().stream().mapToInt(Integer::intValue).sum();
    }

    double peakResidentMegabytes() {
        return status.peakResidentMegabytes();
    }

    @Override
    public void close() {
        clients.forEach(WebSocket::abort);
        cloud.close();
        process.close();
    }
}
