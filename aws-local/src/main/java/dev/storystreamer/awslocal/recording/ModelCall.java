package dev.storystreamer.awslocal.recording;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

/**
 * One call of ConverseStream that got a stream, during the stream and after it. All times are readings of
 * {@link System#nanoTime}. Thread-safe.
 */
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

    /** {@return the id or ARN in the path, decoded} */
    public String modelId() {
        return modelId;
    }

    /** {@return the request's body, JSON} */
    public String body() {
        return body;
    }

    /** {@return when the head of the request arrived} */
    public long receivedNanos() {
        return receivedNanos;
    }

    /** {@return a copy of the text deltas that were sent so far} */
    public List<TextDelta> deltas() {
        synchronized (deltas) {
            return List.copyOf(deltas);
        }
    }

    /** {@return the text that was sent so far} */
    public String text() {
        return deltas().stream().map(TextDelta::text).collect(Collectors.joining());
    }

    /** {@return completes when the stream was sent completely, was broken off by a fault, or was closed by the caller} */
    public CompletionStage<Closed> closed() {
        return closed.minimalCompletionStage();
    }

    /** Records that a text delta is being sent. */
    public void addDelta(String text) {
        synchronized (deltas) {
            deltas.add(new TextDelta(System.nanoTime(), text));
        }
    }

    /** Records the end of the stream. */
    public void close(boolean byCaller) {
        closed.complete(new Closed(System.nanoTime(), byCaller));
    }

    /**
     * One text delta.
     *
     * @param nanos when it was passed to the network
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
     * @param nanos when the end was detected
     * @param byCaller true if the caller closed the connection before the end of the stream
     */
    public record Closed(long nanos, boolean byCaller) {}
}
