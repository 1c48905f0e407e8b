package dev.storystreamer.benchmarks;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.storystreamer.awslocal.ModelCall;
import dev.storystreamer.awslocal.Post;
import dev.storystreamer.awslocal.Recording;
import java.util.List;

/**
 * One story, measured where it arrives.
 *
 * @param whole whether the text that was accepted is the text that was said
 * @param deltas text deltas said by the model
 * @param posts posts accepted
 * @param postsAtOnce the most posts that were under way at once
 * @param openingMs from the client's message to the first frame accepted
 * @param firstTextLagMs from the first delta said to the first text accepted
 * @param finishLagMs from the last delta said to the last text accepted
 * @param cpuMs processor time of the function's process
 */
record Measurement(
        boolean whole,
        int deltas,
        int posts,
        int postsAtOnce,
        double openingMs,
        double firstTextLagMs,
        double finishLagMs,
        double cpuMs) {

    private static final double NANOS_PER_MS = 1e6;

    static Measurement of(Recording recording, long sentNanos, double cpuMs) {
        ModelCall call = recording.modelCalls().get(0);
        List<ModelCall.Said> said = call.said();
        List<Post> posts = recording.posts();
        StringBuilder text = new StringBuilder();
        long firstText = 0;
        long lastText = 0;
        for (Post post : posts) {
            JsonObject frame = JsonParser.parseString(post.text()).getAsJsonObject();
            if (frame.get("type").getAsString().equals("text")) {
                text.append(frame.get("message").getAsString());
                firstText = firstText == 0 ? post.answeredNanos() : firstText;
                lastText = post.answeredNanos();
            }
        }
        return new Measurement(
                text.toString().equals(call.text()),
                said.size(),
                posts.size(),
                recording.mostPostsAtOnce(),
                (posts.get(0).answeredNanos() - sentNanos) / NANOS_PER_MS,
                (firstText - said.get(0).nanos()) / NANOS_PER_MS,
                (lastText - said.get(said.size() - 1).nanos()) / NANOS_PER_MS,
                cpuMs);
    }
}
