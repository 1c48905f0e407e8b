package dev.storystreamer.lambda;

import com.google.gson.JsonParser;
import dev.storystreamer.awslocal.bedrock.ModelScript;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/** What happens to one story on its way, and what was seen of it there. Thread-safe: all of it is guarded by this. */
final class Hazard {

    /** Longer than the handlers of these tests are patient, and not much longer. */
    static final Duration SILENCE = Duration.ofSeconds(4);

    private final IntFunction<Call> callAnswers;
    private final IntFunction<Post> postAnswers;
    private final StringBuilder said = new StringBuilder();
    private final List<String> delivered = new ArrayList<>();
    private int calls;
    private int posts;
    private int callsAfterWords;
    private int postsUnderWay;
    private int mostPostsAtOnce;
    private boolean callerLeft;

    /**
     * Plans a story.
     *
     * @param calls answers model call N, from 1 on
     * @param posts answers post N, from 1 on
     */
    Hazard(IntFunction<Call> calls, IntFunction<Post> posts) {
        this.callAnswers = calls;
        this.postAnswers = posts;
    }

    /** How a call of the model is answered; status 0 closes the connection instead, 200 plays the script. */
    record Call(int status, String type, ModelScript script) {

        static Call refused(int status, String type) {
            return new Call(status, type, new ModelScript(List.of()));
        }

        static Call hangUp() {
            return refused(0, "");
        }

        static Call plays(List<ModelScript.Step> steps) {
            return new Call(200, "", new ModelScript(steps));
        }
    }

    /** How a post is answered, and whether it reaches the client. */
    record Post(int status, String type, boolean delivered, Duration delay, String retryAfter) {

        static final Post ACCEPTED = new Post(200, "", true, Duration.ZERO, "");

        /** No answer while anybody waits (5 s); the post arrives nowhere. */
        static final Post HANGS = new Post(200, "", false, Duration.ofSeconds(7), "");

        static Post refused(int status, String type) {
            return new Post(status, type, false, Duration.ZERO, "");
        }

        /** Delivered, and nobody is told so. */
        static Post deliveredBut(int status, String type) {
            return new Post(status, type, true, Duration.ZERO, "");
        }

        Post after(Duration time) {
            return new Post(status, type, delivered, time, retryAfter);
        }

        Post retryAfter(String seconds) {
            return new Post(status, type, delivered, delay, seconds);
        }
    }

    static ModelScript.Step event(Duration delay, String type, String payload) {
        return new ModelScript.Event(delay, type, payload);
    }

    static ModelScript.Step start(Duration delay) {
        return event(delay, "messageStart", "{\"role\":\"assistant\"}");
    }

    static ModelScript.Step text(Duration delay, String text) {
        return event(delay, "contentBlockDelta", "{\"contentBlockIndex\":0,\"delta\":{\"text\":\"" + text + "\"}}");
    }

    static List<ModelScript.Step> end(String stopReason) {
        return List.of(
                event(Duration.ZERO, "contentBlockStop", "{\"contentBlockIndex\":0}"),
                event(Duration.ZERO, "messageStop", "{\"stopReason\":\"" + stopReason + "\"}"),
                event(
                        Duration.ZERO,
                        "metadata",
                        "{\"metrics\":{\"latencyMs\":9},\"usage\":{\"inputTokens\":9,\"outputTokens\":12,\"totalTokens\":21}}"));
    }

    static ModelScript.Step exception(String type) {
        return new ModelScript.Failure(Duration.ZERO, type, "on purpose");
    }

    static ModelScript.Step bytes(ByteBuffer data) {
        return new ModelScript.Bytes(Duration.ZERO, data);
    }

    synchronized Call nextCall() {
        if (said.length() > 0) {
            callsAfterWords++;
        }
        return callAnswers.apply(++calls);
    }

    synchronized Post nextPost() {
        Post answer = postAnswers.apply(++posts);
        if (!answer.equals(Post.HANGS)) { // whoever posts has given that one up before the next
            mostPostsAtOnce = Math.max(mostPostsAtOnce, ++postsUnderWay);
        }
        return answer;
    }

    synchronized void posted(Post answer, String frame, boolean accepted) {
        if (!answer.equals(Post.HANGS)) {
            postsUnderWay--;
        }
        if (accepted) {
            delivered.add(frame);
        }
    }

    synchronized void says(ModelScript.Step step) {
        if (step instanceof ModelScript.Event event && event.type().equals("contentBlockDelta")) {
            said.append(JsonParser.parseString(event.payload())
                    .getAsJsonObject()
                    .getAsJsonObject("delta")
                    .get("text")
                    .getAsString());
        }
    }

    synchronized void callerLeft() {
        callerLeft = true;
        notifyAll();
    }

    synchronized String said() {
        return said.toString();
    }

    synchronized List<String> delivered() {
        return List.copyOf(delivered);
    }

    synchronized int calls() {
        return calls;
    }

    synchronized int callsAfterWords() {
        return callsAfterWords;
    }

    synchronized int posts() {
        return posts;
    }

    synchronized int mostPostsAtOnce() {
        return mostPostsAtOnce;
    }

    /** Waits until the caller has closed the model's connection. */
    synchronized boolean awaitCallerLeft() throws InterruptedException {
        long giveUpAt = System.nanoTime() + Road.PATIENCE.toNanos();
        for (long left = 1; !callerLeft && left > 0; left = (giveUpAt - System.nanoTime()) / 1_000_000) {
            wait(left);
        }
        return callerLeft;
    }
}
