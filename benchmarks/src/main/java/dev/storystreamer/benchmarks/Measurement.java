package dev.storystreamer.benchmarks;

import dev.storystreamer.awslocal.recording.ModelCall;
import dev.storystreamer.awslocal.recording.RecordedPost;
import dev.storystreamer.awslocal.recording.Recording;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * One story, measured where it arrives. A story whose text is not the model's has no lags: they are NaN.
 *
 * @param text a hash of the text that the client received; equal for equal stories
 * @param whole whether that text is the model's
 * @param deltas text deltas of the model
 * @param posts posts accepted
 * @param messages what API Gateway bills for the posts: one for each 32 KB or part of them
 * @param openingMs from the event handed to the function to the first frame accepted
 * @param firstTextLagMs from the first delta sent to the first text accepted
 * @param finishLagMs from the last delta sent to the last text accepted
 * @param invocationMs from the event handed to the function to its response
 * @param cpuMs processor time of the function's process, divided by the stories that run at once
 * @param threads the most threads that the process was seen to have
 * @param deltasLateMs the 99th percentile of how much later than the fixture says the local cloud sent a delta, relative to
 *     the most punctual one; NaN for bursts
 * @param postsLateMs the 99th percentile of how much longer than the fixture says the local cloud took for a post
 */
record Measurement(
        int text,
        boolean whole,
        int deltas,
        int posts,
        int messages,
        double openingMs,
        double firstTextLagMs,
        double finishLagMs,
        double invocationMs,
        double cpuMs,
        int threads,
        double deltasLateMs,
        double postsLateMs) {

    private static final double NANOS_PER_MS = 1e6;
    private static final int METERED_BYTES = 32 * 1024;

    /** The recorded stories of one round: each has a text of its own, by which a connection's model call is found. */
    static final class Source {

        private final Protocol protocol;
        private final ModelFixture fixture;
        private final Map<String, ModelCall> callsByText;
        private final Map<String, List<RecordedPost>> postsByConnection;

        Source(Recording recording, Protocol protocol, ModelFixture fixture) {
            this.protocol = protocol;
            this.fixture = fixture;
            this.callsByText = recording.modelCalls().stream()
                    .collect(Collectors.toMap(ModelCall::text, Function.identity(), (one, same) -> one));
            this.postsByConnection = recording.posts().stream()
                    .filter(RecordedPost::isAccepted)
                    .collect(Collectors.groupingBy(RecordedPost::connectionId));
        }

        Measurement measure(TestBed.Invoked invoked, double cpuMs, int threads) {
            List<RecordedPost> posts = postsByConnection.getOrDefault(invoked.connectionId(), List.of());
            StringBuilder text = new StringBuilder();
            List<RecordedPost> withText = new ArrayList<>();
            int messages = 0;
            for (RecordedPost post : posts) {
                messages += metered(post.text());
                String words = protocol.textOf(post.text());
                if (!words.isEmpty()) {
                    text.append(words);
                    withText.add(post);
                }
            }
            ModelCall call = callsByText.get(text.toString());
            List<ModelCall.TextDelta> sent = call == null ? List.of() : call.deltas();
            boolean whole = !sent.isEmpty() && !withText.isEmpty();
            return new Measurement(
                    text.toString().hashCode(),
                    whole,
                    whole ? sent.size() : fixture.deltas(),
                    posts.size(),
                    messages,
                    posts.isEmpty()
                            ? Double.NaN
                            : millis(invoked.startNanos(), posts.get(0).answeredNanos()),
                    whole ? millis(sent.get(0).nanos(), withText.get(0).answeredNanos()) : Double.NaN,
                    whole ? millis(last(sent).nanos(), last(withText).answeredNanos()) : Double.NaN,
                    millis(invoked.startNanos(), invoked.endNanos()),
                    cpuMs,
                    threads,
                    deltasLate(sent),
                    percentile99(posts.stream()
                            .mapToDouble(post -> millis(post.receivedNanos(), post.answeredNanos()) - fixture.postMs())
                            .toArray()));
        }

        private double deltasLate(List<ModelCall.TextDelta> sent) {
            if (fixture.inBursts()) {
                return Double.NaN;
            }
            double[] late = new double[sent.size()];
            for (int i = 0; i < late.length; i++) {
                late[i] = millis(sent.get(0).nanos(), sent.get(i).nanos()) - (double) i * fixture.intervalMs();
            }
            double punctual = Arrays.stream(late).min().orElse(0);
            return percentile99(late) - punctual;
        }
    }

    private static double millis(long fromNanos, long toNanos) {
        return (toNanos - fromNanos) / NANOS_PER_MS;
    }

    private static <T> T last(List<T> values) {
        return values.get(values.size() - 1);
    }

    private static int metered(String message) {
        int bytes = message.getBytes(StandardCharsets.UTF_8).length;
        return Math.max(1, (bytes + METERED_BYTES - 1) / METERED_BYTES);
    }

    private static double percentile99(double[] values) {
        Arrays.sort(values);
        return values.length == 0 ? Double.NaN : values[(int) Math.ceil(0.99 * values.length) - 1];
    }
}
