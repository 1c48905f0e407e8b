package dev.storystreamer.benchmarks;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.storystreamer.awslocal.LocalCloud;
import dev.storystreamer.awslocal.faults.LatencyProfile;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.eventstream.Message;
import software.amazon.awssdk.eventstream.MessageDecoder;

/**
 * Records the local cloud's model speaking in bursts, as it arrives over HTTP: the {@code bursts.csv} that {@link Bursts}
 * plays to every contender alike.
 */
public final class BurstRecorder {

    private static final String RECORDING = "benchmarks/src/main/resources/dev/storystreamer/benchmarks/bursts.csv";
    private static final int DELTAS = 500;
    private static final LatencyProfile PACE = LatencyProfile.NO_DELAY
            .withFirstToken(Plan.SILENCE)
            .withTokenInterval(Duration.ofMillis(8))
            .withBurst(5);
    private static final String REQUEST =
            "{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"Tell me a very short story about: CATS\"}]}]}";

    private final List<String> lines = new ArrayList<>(List.of("gap_ms,length"));
    private long firstNanos;
    private long lastMs;

    private BurstRecorder() {}

    /**
     * Writes the recording.
     *
     * @param args the root of the project
     * @throws IOException if the model breaks off or the file cannot be written
     * @throws InterruptedException if interrupted
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        Files.write(Path.of(args[0]).resolve(RECORDING), record(DELTAS));
    }

    /** A heading and a line for each delta: whole milliseconds since the one before, and its length in characters. */
    static List<String> record(int deltas) throws IOException, InterruptedException {
        try (LocalCloud cloud =
                LocalCloud.builder().latency(PACE.withTokens(deltas)).start()) {
            URI model = URI.create(cloud.endpointUri() + "/model/amazon.nova-2-lite-v1:0/converse-stream");
            BurstRecorder recorder = new BurstRecorder();
            MessageDecoder decoder = new MessageDecoder(recorder::arrived);
            HttpResponse<Void> response = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(model)
                                    .version(HttpClient.Version.HTTP_1_1)
                                    .POST(BodyPublishers.ofString(REQUEST))
                                    .build(),
                            BodyHandlers.ofByteArrayConsumer(part -> part.ifPresent(decoder::feed)));
            if (response.statusCode() != 200) {
                throw new IOException("the model answered with " + response.statusCode());
            }
            return recorder.lines;
        }
    }

    private void arrived(Message event) {
        long now = System.nanoTime();
        JsonObject payload = JsonParser.parseString(new String(event.getPayload(), StandardCharsets.UTF_8))
                .getAsJsonObject();
        if (!payload.has("delta")) {
            return;
        }
        firstNanos = firstNanos == 0 ? now : firstNanos;
        long ms = Math.round((now - firstNanos) / 1e6);
        lines.add(ms - lastMs + ","
                + payload.getAsJsonObject("delta").get("text").getAsString().length());
        lastMs = ms;
    }
}
