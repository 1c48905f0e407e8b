package dev.storystreamer.benchmarks;

import dev.storystreamer.awslocal.recording.ModelCall;
import dev.storystreamer.awslocal.recording.RecordedPost;
import dev.storystreamer.awslocal.recording.Recording;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * One story, measured where it arrives.
 *
 * @param text what the model said
 * @param whole whether the text that was accepted is the text that was said
 * @param deltas text deltas said by the model
 * @param posts posts accepted
 * @param messages what API Gateway bills for the posts: one for each 32 KB or part of them
 * @param openingMs from the client's message to the first frame accepted
 * @param firstTextLagMs from the first delta said to the first text accepted
 * @param finishLagMs from the last delta said to the last text accepted
 * @param invocationMs from the event handed to the function to its answer
 * @param cpuMs processor time of the function's process
 */
record Measurement(
        String text,
        boolean whole,
        int deltas,
        int posts,
        int messages,
        double openingMs,
        double firstTextLagMs,
        double finishLagMs,
        double invocationMs,
        double cpuMs) {

    private static final double NANOS_PER_MS = 1e6;
    private static final int METER_BYTES = 32 * 1024;

    static Measurement of(Recording recording, Protocol protocol, long sentNanos, double invocationMs, double cpuMs) {
        ModelCall call = recording.modelCalls().get(0);
        List<ModelCall.TextDelta> said = call.deltas();
        List<RecordedPost> posts =
                recording.posts().stream().filter(RecordedPost::isAccepted).toList();
        StringBuilder text = new StringBuilder();
        int messages = 0;
        long firstText = 0;
        long lastText = 0;
        for (RecordedPost post : posts) {
            messages += metered(post.text());
            String words = protocol.textOf(post.text()).orElse("");
            if (!words.isEmpty()) {
                text.append(words);
                firstText = firstText == 0 ? post.answeredNanos() : firstText;
                lastText = post.answeredNanos();
            }
        }
        return new Measurement(
                call.text(),
                text.toString().equals(call.text()),
                said.size(),
                posts.size(),
                messages,
                (posts.get(0).answeredNanos() - sentNanos) / NANOS_PER_MS,
                (firstText - said.get(0).nanos()) / NANOS_PER_MS,
                (lastText - said.get(said.size() - 1).nanos()) / NANOS_PER_MS,
                invocationMs,
                cpuMs);
    }

    private static int metered(String message) {
        int bytes = message.getBytes(StandardCharsets.UTF_8).length;
        return Math.max(1, (bytes + METER_BYTES - 1) / METER_BYTES);
    }

    double cpuMsPerThousandDeltas() {
        return cpuMs * 1000 / deltas;
    }
}
