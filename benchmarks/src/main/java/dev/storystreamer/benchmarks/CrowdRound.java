package dev.storystreamer.benchmarks;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.storystreamer.awslocal.faults.LatencyProfile;
import dev.storystreamer.awslocal.recording.ModelCall;
import dev.storystreamer.awslocal.recording.RecordedPost;
import dev.storystreamer.awslocal.recording.Recording;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Stories told at once, measured where they arrive; of one round, or of several together.
 *
 * @param stories those of which the whole text arrived, each on a connection of its own
 * @param told how many stories were to be told
 * @param deltas text deltas said by the model, over all stories
 * @param posts posts accepted, over all stories
 * @param cpuMs processor time of the function's process
 * @param mostThreads the most threads that the process was seen to have, by their names
 * @param harness how far the local cloud itself was behind
 */
record CrowdRound(
        List<Lags> stories,
        int told,
        long deltas,
        int posts,
        double cpuMs,
        Map<String, Integer> mostThreads,
        Harness harness) {

    private static final double NANOS_PER_MS = 1e6;

    /**
     * What the lags have of the local cloud, which shares the machine, and not of the function.
     *
     * @param deltasLateMs how much later than its pace says each delta was handed to the network, beside the most punctual
     *     one of its story
     * @param postsLateMs how much longer than it was to take each post took, from its arrival to its answer
     */
    record Harness(List<Double> deltasLateMs, List<Double> postsLateMs) {

        static Harness of(List<ModelCall> calls, List<RecordedPost> posts, LatencyProfile pace) {
            List<Double> deltasLateMs = new ArrayList<>();
            for (ModelCall call : calls) {
                long nanos = -pace.tokenInterval().toNanos();
                List<Long> late = new ArrayList<>();
                for (ModelCall.TextDelta said : call.deltas()) {
                    nanos += pace.tokenInterval().toNanos();
                    late.add(said.nanos() - nanos);
                }
                long punctual = late.stream().mapToLong(Long::longValue).min().orElse(0);
                late.forEach(value -> deltasLateMs.add((value - punctual) / NANOS_PER_MS));
            }
            return new Harness(
                    deltasLateMs,
                    posts.stream()
                            .map(post -> (post.answeredNanos()
                                            - post.receivedNanos()
                                            - pace.postLatency().toNanos())
                                    / NANOS_PER_MS)
                            .toList());
        }

        double deltaLateMs(double quantile) {
            return quantile(doubles(deltasLateMs.stream()), quantile);
        }

        double postLateMs(double quantile) {
            return quantile(doubles(postsLateMs.stream()), quantile);
        }
    }

    /**
     * How far behind the model one client was.
     *
     * @param firstTextMs from the first delta said to the first text accepted
     * @param finishMs from the last delta said to the last text accepted
     */
    record Lags(double firstTextMs, double finishMs) {}

    static CrowdRound of(
            Recording recording, int told, LatencyProfile pace, double cpuMs, Map<String, Integer> mostThreads) {
        List<ModelCall> calls = recording.modelCalls();
        // Each story is about something else, so its text tells which call of the model it came from.
        Map<String, ModelCall> byText =
                calls.stream().collect(Collectors.toMap(ModelCall::text, Function.identity(), (one, same) -> one));
        List<RecordedPost> accepted =
                recording.posts().stream().filter(RecordedPost::isAccepted).toList();
        Map<String, List<RecordedPost>> byConnection =
                accepted.stream().collect(Collectors.groupingBy(RecordedPost::connectionId));
        List<Lags> whole = new ArrayList<>();
        byConnection.values().forEach(posts -> measure(posts, byText, whole));
        return new CrowdRound(
                whole,
                told,
                calls.stream().mapToLong(call -> call.deltas().size()).sum(),
                accepted.size(),
                cpuMs,
                mostThreads,
                Harness.of(calls, accepted, pace));
    }

    /** Takes several rounds for one: at least one round. */
    static CrowdRound together(List<CrowdRound> rounds) {
        return new CrowdRound(
                rounds.stream().flatMap(round -> round.stories.stream()).toList(),
                rounds.stream().mapToInt(CrowdRound::told).sum(),
                rounds.stream().mapToLong(CrowdRound::deltas).sum(),
                rounds.stream().mapToInt(CrowdRound::posts).sum(),
                rounds.stream().mapToDouble(CrowdRound::cpuMs).sum(),
                rounds.stream()
                        .max(Comparator.comparingInt(CrowdRound::threads))
                        .orElseThrow()
                        .mostThreads,
                new Harness(
                        rounds.stream()
                                .flatMap(round -> round.harness.deltasLateMs.stream())
                                .toList(),
                        rounds.stream()
                                .flatMap(round -> round.harness.postsLateMs.stream())
                                .toList()));
    }

    private static void measure(List<RecordedPost> posts, Map<String, ModelCall> byText, List<Lags> whole) {
        StringBuilder text = new StringBuilder();
        long first = 0;
        long last = 0;
        for (RecordedPost post : posts) {
            JsonObject frame = JsonParser.parseString(post.text()).getAsJsonObject();
            if (frame.get("type").getAsString().equals("text")) {
                text.append(frame.get("message").getAsString());
                first = first == 0 ? post.answeredNanos() : first;
                last = post.answeredNanos();
            }
        }
        ModelCall call = byText.get(text.toString());
        if (call != null) {
            List<ModelCall.TextDelta> said = call.deltas();
            whole.add(new Lags(
                    (first - said.get(0).nanos()) / NANOS_PER_MS,
                    (last - said.get(said.size() - 1).nanos()) / NANOS_PER_MS));
        }
    }

    boolean isWhole() {
        return stories.size() == told;
    }

    double firstTextLagMs(double quantile) {
        return quantile(doubles(stories.stream().map(Lags::firstTextMs)), quantile);
    }

    double finishLagMs(double quantile) {
        return quantile(doubles(stories.stream().map(Lags::finishMs)), quantile);
    }

    private static double[] doubles(Stream<Double> values) {
        return values.mapToDouble(Double::doubleValue).toArray();
    }

    int postsOfStory() {
        return posts / told;
    }

    double cpuMicrosOfDelta() {
        return cpuMs * 1_000 / deltas;
    }

    int threads() {
        return mostThreads.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** The smallest value that so many of the values do not exceed; not a number if there is none. */
    static double quantile(double[] values, double quantile) {
        if (values.length == 0) {
            return Double.NaN;
        }
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[Math.max(0, (int) Math.ceil(quantile * sorted.length) - 1)];
    }
}
