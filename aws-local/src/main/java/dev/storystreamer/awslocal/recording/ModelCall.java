package dev.storystreamer.awslocal.recording;

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
    private final List<TextDelta> deltas = new ArrayList<>(); // guarded by itself
    private final CompletableFuture<Closed> closed = new CompletableFuture<>();

    public ModelCall(String modelId, String body, long receivedNanos) {
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
     * Gives the text deltas deltas so far.
     *
     * @return a copy
     */
    public List<TextDelta> deltas() {
        synchronized (deltas) {
            return List.copyOf(deltas);
        }
    }

    /**
     * Tells when the last text delta was deltas.
     *
     * @return as {@link System#nanoTime}; empty if none was deltas
     */
    public OptionalLong lastDeltaNanos() {
        synchronized (deltas) {
            return deltas.isEmpty()
                    ? OptionalLong.empty()
                    : OptionalLong.of(deltas.get(deltas.size() - 1).nanos());
        }
    }

    /**
     * Joins the text deltas so far.
     *
     * @return the text
     */
    public String text() {
        var text = new StringBuilder();
        deltas().forEach(delta -> text.append(delta.text()));
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

    public void addDelta(String text) {
        synchronized (deltas) {
            deltas.add(new TextDelta(System.nanoTime(), text));
        }
    }

    public void close(boolean byCaller) {
        closed.complete(new Closed(System.nanoTime(), byCaller));
    }

    /**
     * One text delta.
     *
     * @param nanos when it was handed to the network, as {@link System#nanoTime}
     * @param text its text
     */
    public record TextDelta(long nanos, String text) {
        public TextDelta {
            requireNonNull(text, "text");
        }
    }

    /**
     * The end of a stream.
     *
     * @param nanos when it was noticed, as {@link System#nanoTime}
     * @param byCaller true if the caller closed the connection before everything was deltas
     */
    public record Closed(long nanos, boolean byCaller) {}
}
