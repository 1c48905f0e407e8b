package dev.storystreamer.lambda;

import com.google.gson.JsonParser;
import dev.storystreamer.awslocal.bedrock.ModelScript;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.util.BufferUtil;

/** The planned answers to the model calls and posts of one story, and a record of both. Thread-safe, guarded by this. */
final class FaultPlan {

    /** Longer than the timeouts that the tests set. */
    static final Duration SILENCE = Duration.ofSeconds(4);

    /** Shorter than the time after which an idle connection is closed. */
    private static final Duration ABORT_TIMEOUT = Duration.ofSeconds(5);

    private final IntFunction<Call> callAnswers;
    private final IntFunction<Post> postAnswers;
    private final String refusedFrame;
    private final StringBuilder modelText = new StringBuilder();
    private final List<String> delivered = new ArrayList<>();
    private int calls;
    private int posts;
    private int callsAfterText;
    private final Set<Exchange> postsInProgress = new HashSet<>();
    private final Set<Exchange> overlappedPosts = new HashSet<>();
    private boolean callClosed;

    /**
     * Creates a plan.
     *
     * @param calls answers model call N, from 1 on
     * @param posts answers post N, from 1 on
     */
    FaultPlan(IntFunction<Call> calls, IntFunction<Post> posts) {
        this(calls, posts, "");
    }

    /** Creates a plan that refuses each post whose frame contains {@code refusedFrame}, unless that is empty. */
    FaultPlan(IntFunction<Call> calls, IntFunction<Post> posts, String refusedFrame) {
        this.refusedFrame = refusedFrame;
        this.callAnswers = calls;
        this.postAnswers = posts;
    }

    /** The answer to a model call: status 200 streams the script; status 0 closes the connection without an answer. */
    record Call(int status, String type, ModelScript script) {

        static Call refused(int status, String type) {
            return new Call(status, type, new ModelScript(List.of()));
        }

        static Call closed() {
            return refused(0, "");
        }

        static Call streams(List<ModelScript.Step> steps) {
            return new Call(200, "", new ModelScript(steps));
        }
    }

    /** The answer to a post, and whether the post is delivered to the client. */
    record Post(int status, String type, boolean delivered, Duration delay, String retryAfter) {

        static final Post ACCEPTED = new Post(200, "", true, Duration.ZERO, "");

        /** Not delivered, and not answered within the sender's timeout (5 s). */
        static final Post UNANSWERED = new Post(200, "", false, Duration.ofSeconds(7), "");

        static Post refused(int status, String type) {
            return new Post(status, type, false, Duration.ZERO, "");
        }

        /** Delivered, but answered with an error. */
        static Post deliveredButAnswered(int status, String type) {
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
        return new ModelScript.Failure(Duration.ZERO, type, "planned");
    }

    static ModelScript.Step bytes(ByteBuffer data) {
        return new ModelScript.Bytes(Duration.ZERO, data);
    }

    synchronized Call nextCall() {
        if (modelText.length() > 0) {
            callsAfterText++;
        }
        return callAnswers.apply(++calls);
    }

    /** One post at the server; its connection is closed if its sender has aborted it. */
    static final class Exchange {
        final Post answer;
        private final EndPoint connection;

        /** Guarded by the plan. */
        private boolean answered;

        private Exchange(Post answer, EndPoint connection) {
            this.answer = answer;
            this.connection = connection;
        }

        /** Reads only while there is no answer, because nobody else reads then, and the sender sends nothing. */
        private boolean isAborted() {
            try {
                return !connection.isOpen() || (!answered && connection.fill(BufferUtil.allocate(1)) < 0);
            } catch (IOException e) {
                return true;
            }
        }
    }

    synchronized Exchange nextPost(String frame, EndPoint connection) {
        Post answer = postAnswers.apply(++posts);
        boolean refused = !refusedFrame.isEmpty() && frame.contains(refusedFrame);
        Exchange post = new Exchange(refused ? Post.refused(403, "ForbiddenException") : answer, connection);
        overlappedPosts.addAll(postsInProgress);
        postsInProgress.add(post);
        return post;
    }

    synchronized void posted(Exchange post, String frame, boolean accepted) {
        post.answered = true;
        postsInProgress.remove(post);
        if (accepted) {
            delivered.add(frame);
        }
    }

    synchronized void sent(ModelScript.Step step) {
        if (step instanceof ModelScript.Event event && event.type().equals("contentBlockDelta")) {
            modelText.append(JsonParser.parseString(event.payload())
                    .getAsJsonObject()
                    .getAsJsonObject("delta")
                    .get("text")
                    .getAsString());
        }
    }

    synchronized void callClosed() {
        callClosed = true;
        notifyAll();
    }

    synchronized String modelText() {
        return modelText.toString();
    }

    synchronized List<String> delivered() {
        return List.copyOf(delivered);
    }

    synchronized int calls() {
        return calls;
    }

    synchronized int callsAfterText() {
        return callsAfterText;
    }

    synchronized int posts() {
        return posts;
    }

    /**
     * Returns whether each post began after the answer to the one before, or after its abort. The server may receive the
     * next post a little before it sees the abort, which closes the connection.
     */
    synchronized boolean awaitNoConcurrentPosts() throws InterruptedException {
        long giveUpAt = System.nanoTime() + ABORT_TIMEOUT.toNanos();
        overlappedPosts.removeIf(Exchange::isAborted);
        while (!overlappedPosts.isEmpty() && System.nanoTime() < giveUpAt) {
            wait(20); // polls, because nothing reports an abort
            overlappedPosts.removeIf(Exchange::isAborted);
        }
        return overlappedPosts.isEmpty();
    }

    /** Waits until the caller closes the connection of the model call; returns false at a timeout. */
    synchronized boolean awaitCallClosed() throws InterruptedException {
        long giveUpAt = System.nanoTime() + LocalDeployment.TIMEOUT.toNanos();
        for (long left = 1; !callClosed && left > 0; left = (giveUpAt - System.nanoTime()) / 1_000_000) {
            wait(left);
        }
        return callClosed;
    }
}
