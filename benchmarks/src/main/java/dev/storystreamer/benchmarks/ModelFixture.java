package dev.storystreamer.benchmarks;

import dev.storystreamer.awslocal.LocalCloud;
import dev.storystreamer.awslocal.bedrock.ModelScript;
import dev.storystreamer.awslocal.bedrock.ModelScript.Event;
import dev.storystreamer.awslocal.bedrock.ModelScript.Step;
import dev.storystreamer.awslocal.faults.LatencyProfile;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How the model and the gateway of the local cloud behave.
 *
 * @param intervalMs between two deltas; {@link #BURSTS} for the recorded stream of {@code bursts.csv}, which
 *     {@link BurstRecorder} wrote
 * @param postMs how long a post takes
 * @param deltas of a story
 */
record ModelFixture(int intervalMs, int postMs, int deltas) {

    static final int BURSTS = -1;

    /** How long the model takes to its first delta. */
    static final Duration FIRST_TOKEN = Duration.ofMillis(300);

    private static final String WORDS = "the lamp went out and they saw that it had been with them all along ";

    /** One recorded delta: the time since the one before, and its length in characters. */
    private record Delta(int gapMs, int length) {}

    boolean inBursts() {
        return intervalMs == BURSTS;
    }

    String interval() {
        return inBursts() ? "bursts" : Integer.toString(intervalMs);
    }

    /** The same story at full speed, so that code is compiled and nothing waits for the model. */
    ModelFixture atFullSpeed() {
        return new ModelFixture(1, 1, deltas);
    }

    /** About how long a story takes; with joined posts the last one comes soon after the last delta. */
    double seconds(boolean joined) {
        double interval = inBursts() ? meanGapMs() : intervalMs;
        double perDelta = joined ? interval : Math.max(interval, postMs + 1);
        return (FIRST_TOKEN.toMillis() + deltas * perDelta) / 1000;
    }

    LatencyProfile pace() {
        return LatencyProfile.NO_DELAY
                .withFirstToken(FIRST_TOKEN)
                .withTokens(deltas)
                .withTokenInterval(Duration.ofMillis(inBursts() ? 0 : intervalMs))
                .withPostLatency(Duration.ofMillis(postMs));
    }

    void apply(LocalCloud cloud) {
        cloud.setLatency(pace());
        cloud.setModelScript(script());
    }

    /** The mean time between two recorded deltas. */
    double meanGapMs() {
        return recorded().stream().mapToInt(Delta::gapMs).average().orElse(0);
    }

    /** The recorded stream; null for the model's own stories at an even pace. */
    @Nullable ModelScript script() {
        if (!inBursts()) {
            return null;
        }
        List<Step> steps = new ArrayList<>();
        steps.add(new Event(FIRST_TOKEN, "messageStart", "{\"p\":\"abcdefgh\",\"role\":\"assistant\"}"));
        int at = 0;
        for (Delta delta : recorded()) {
            steps.add(new Event(Duration.ofMillis(delta.gapMs), "contentBlockDelta", payload(at, delta.length)));
            at += delta.length;
        }
        steps.add(new Event(Duration.ZERO, "contentBlockStop", "{\"contentBlockIndex\":0,\"p\":\"abcdefgh\"}"));
        steps.add(new Event(Duration.ZERO, "messageStop", "{\"p\":\"abcdefgh\",\"stopReason\":\"end_turn\"}"));
        steps.add(new Event(
                Duration.ZERO,
                "metadata",
                "{\"metrics\":{\"latencyMs\":1},\"p\":\"abcdefgh\",\"usage\":{\"inputTokens\":22,\"outputTokens\":"
                        + deltas + ",\"totalTokens\":" + (deltas + 22) + "}}"));
        return new ModelScript(steps);
    }

    private static String payload(int at, int length) {
        StringBuilder text = new StringBuilder();
        for (int i = at; i < at + length; i++) {
            text.append(WORDS.charAt(i % WORDS.length()));
        }
        return "{\"contentBlockIndex\":0,\"delta\":{\"text\":\"" + text + "\"},\"p\":\"abcdefghijklmnop\"}";
    }

    /** As many deltas as a story has, from the first again at the end of the recording. */
    private List<Delta> recorded() {
        try (InputStream csv = Objects.requireNonNull(ModelFixture.class.getResourceAsStream("bursts.csv"));
                BufferedReader lines = new BufferedReader(new InputStreamReader(csv, StandardCharsets.UTF_8))) {
            List<Delta> all = lines.lines()
                    .skip(1)
                    .map(line -> line.split(",", 2))
                    .map(pair -> new Delta(Integer.parseInt(pair[0]), Integer.parseInt(pair[1])))
                    .toList();
            List<Delta> deltasOfStory = new ArrayList<>();
            for (int i = 0; i < deltas; i++) {
                deltasOfStory.add(all.get(i % all.size()));
            }
            return deltasOfStory;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
