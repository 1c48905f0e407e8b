package dev.storystreamer.awslocal;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** One call of ConverseStream that was answered with a stream, while it runs and afterwards. Thread-safe. */
public final class ModelCall {

    private final String modelId;
    private final String body;
    private final long receivedNanos;
    private final List<Said> said = new ArrayList<>(); // guarded by itself
    private final CompletableFuture<Closed> closed = new CompletableFuture<>();

    ModelCall(String modelId, String body, long receivedNanos) {
        this.modelId = requireNonNull(modelId, "modelId");
        this.body = requireNonNull(body, "body");
        this.receivedNanos = receivedNanos;
    }

    /**
     * Names the model.
     *
     * @return the id or ARN of the path, decoded
     */
    public String modelId() {
        return modelId;
    }

    /**
     * Gives what was asked.
     *
     * @return the request's body, JSON
     */
    public String body() {
        return body;
    }

    /**
     * Tells when the call came.
     *
     * @return as {@link System#nanoTime}
     */
    public long receivedNanos() {
        return receivedNanos;
    }

    /**
     * Gives the text deltas said so far.
     *
     * @return a copy
     */
    public List<Said> said() {
        synchronized (said) {
            return List.copyOf(said);
        }
    }

    /**
     * Tells when the last text delta was said.
     *
     * @return as {@link System#nanoTime}; empty if none was said
     */
    public OptionalLong lastSaidNanos() {
        synchronized (said) {
            return said.isEmpty()
                    ? OptionalLong.empty()
                    : OptionalLong.of(said.get(said.size() - 1).nanos());
        }
    }

    /**
     * Joins the text said so far.
     *
     * @return the text
     */
    public String text() {
        var text = new StringBuilder();
        said().forEach(delta -> text.append(delta.text()));
        return text.toString();
    }

    /**
     * Waits for the end of the stream.
     *
     * @return completes when the whole stream was sent, or broken off by us, or found closed by the caller
     */
    public CompletionStage<Closed> closed() {
        return closed.minimalCompletionStage();
    }

    void say(String text) {
        synchronized (said) {
            said.add(new Said(System.nanoTime(), text));
        }
    }

    void close(boolean byCaller) {
        closed.complete(new Closed(System.nanoTime(), byCaller));
    }

    /**
     * One text delta.
     *
     * @param nanos when it was handed to the network, as {@link System#nanoTime}
     * @param text its text
     */
    public record Said(long nanos, String text) {
        public Said {
            requireNonNull(text, "text");
        }
    }

    /**
     * The end of a stream.
     *
     * @param nanos when it was noticed, as {@link System#nanoTime}
     * @param byCaller true if the caller closed the connection before everything was said
     */
    public record Closed(long nanos, boolean byCaller) {}
}
