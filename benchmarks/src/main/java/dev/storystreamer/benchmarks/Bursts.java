package dev.storystreamer.benchmarks;

import dev.storystreamer.awslocal.bedrock.ModelScript;
import dev.storystreamer.awslocal.bedrock.ModelScript.Event;
import dev.storystreamer.awslocal.bedrock.ModelScript.Step;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * A model that speaks in bursts, with pauses of all lengths between them: {@code bursts.csv}, always the same; {@link
 * BurstRecorder} recorded it.
 */
final class Bursts {

    private static final String WORDS = "the lamp went out and they saw that it had been with them all along ";

    private final List<Delta> deltas;

    /**
     * One text delta.
     *
     * @param gapMs since the one before
     * @param length characters
     */
    private record Delta(int gapMs, int length) {}

    private Bursts(List<Delta> deltas) {
        this.deltas = deltas;
    }

    /**
     * Reads the stream.
     *
     * @param count as many deltas; from the first again when there are no more
     */
    static Bursts load(int count) {
        List<Delta> recorded = new ArrayList<>();
        try (InputStream csv = Objects.requireNonNull(Bursts.class.getResourceAsStream("bursts.csv"), "bursts.csv");
                BufferedReader lines = new BufferedReader(new InputStreamReader(csv, StandardCharsets.UTF_8))) {
            lines.lines().skip(1).forEach(line -> {
                int comma = line.indexOf(',');
                recorded.add(new Delta(
                        Integer.parseInt(line.substring(0, comma)), Integer.parseInt(line.substring(comma + 1))));
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<Delta> deltas = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            deltas.add(recorded.get(i % recorded.size()));
        }
        return new Bursts(deltas);
    }

    /** The mean time between two deltas. */
    double meanGapMs() {
        return deltas.stream().mapToInt(Delta::gapMs).average().orElse(0);
    }

    ModelScript script() {
        List<Step> steps = new ArrayList<>();
        steps.add(new Event(Plan.SILENCE, "messageStart", "{\"p\":\"abcdefgh\",\"role\":\"assistant\"}"));
        int at = 0;
        for (Delta delta : deltas) {
            steps.add(new Event(Duration.ofMillis(delta.gapMs()), "contentBlockDelta", payload(at, delta.length())));
            at += delta.length();
        }
        steps.add(new Event(Duration.ZERO, "contentBlockStop", "{\"contentBlockIndex\":0,\"p\":\"abcdefgh\"}"));
        steps.add(new Event(Duration.ZERO, "messageStop", "{\"p\":\"abcdefgh\",\"stopReason\":\"end_turn\"}"));
        steps.add(new Event(Duration.ZERO, "metadata", metadata()));
        return new ModelScript(steps);
    }

    private static String payload(int at, int length) {
        StringBuilder text = new StringBuilder();
        for (int i = at; i < at + length; i++) {
            text.append(WORDS.charAt(i % WORDS.length()));
        }
        return "{\"contentBlockIndex\":0,\"delta\":{\"text\":\"" + text + "\"},\"p\":\"abcdefghijklmnop\"}";
    }

    private String metadata() {
        return String.format(
                Locale.ROOT,
                "{\"metrics\":{\"latencyMs\":%1$d},\"p\":\"abcdefgh\","
                        + "\"usage\":{\"inputTokens\":22,\"outputTokens\":%2$d,\"totalTokens\":%3$d}}",
                (long) (meanGapMs() * deltas.size()),
                deltas.size(),
                deltas.size() + 22);
    }
}
