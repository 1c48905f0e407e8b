package dev.storystreamer.benchmarks;

import dev.storystreamer.awslocal.LocalCloud;
import dev.storystreamer.awslocal.faults.LatencyProfile;
import dev.storystreamer.awslocal.recording.ModelCall;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Records a stream in bursts of the local cloud's model: the {@code bursts.csv} of {@link ModelFixture}. */
public final class BurstRecorder {

    private static final String RECORDING = "benchmarks/src/main/resources/dev/storystreamer/benchmarks/bursts.csv";
    private static final int DELTAS = 500;
    private static final LatencyProfile PACE = LatencyProfile.NO_DELAY
            .withFirstToken(ModelFixture.FIRST_TOKEN)
            .withTokenInterval(Duration.ofMillis(8))
            .withBurst(5);
    private static final String REQUEST =
            "{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"Tell me a very short story about: CATS\"}]}]}";

    private BurstRecorder() {}

    /**
     * Writes the recording.
     *
     * @param args the root of the project
     * @throws IOException if the stream ends early or the file cannot be written
     * @throws InterruptedException if interrupted
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        Files.write(Path.of(args[0]).resolve(RECORDING), record(DELTAS));
    }

    /** A header and a line for each delta: whole milliseconds since the one before, and its length in characters. */
    static List<String> record(int deltas) throws IOException, InterruptedException {
        try (LocalCloud cloud =
                LocalCloud.builder().latency(PACE.withTokens(deltas)).start()) {
            URI model = URI.create(cloud.endpointUri() + "/model/amazon.nova-2-lite-v1:0/converse-stream");
            HttpResponse<Void> response = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(model)
                                    .POST(BodyPublishers.ofString(REQUEST))
                                    .build(),
                            BodyHandlers.discarding());
            if (response.statusCode() != 200) {
                throw new IOException("the model answered with " + response.statusCode());
            }
            List<ModelCall.TextDelta> sent =
                    cloud.recording().modelCalls().get(0).deltas();
            List<String> lines = new ArrayList<>(List.of("gap_ms,length"));
            long lastMs = 0;
            for (ModelCall.TextDelta delta : sent) {
                long ms = Math.round((delta.nanos() - sent.get(0).nanos()) / 1e6);
                lines.add((ms - lastMs) + "," + delta.text().length());
                lastMs = ms;
            }
            return lines;
        }
    }
}
