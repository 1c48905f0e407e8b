package dev.storystreamer.awslocal.bedrock;

import static java.util.Objects.requireNonNull;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What a model's stream does, step by step, until it ends. Immutable.
 *
 * @param steps in order; after the last one the stream ends as it should
 */
public record ModelScript(List<Step> steps) {
    public ModelScript {
        steps = List.copyOf(steps);
    }

    /**
     * Adds a step at the end.
     *
     * @param step the step
     * @return a longer copy
     */
    public ModelScript then(Step step) {
        var longer = new ArrayList<>(steps);
        longer.add(step);
        return new ModelScript(longer);
    }

    /** One thing that happens in a stream. */
    public sealed interface Step {
        /**
         * Tells how long after the step before it happens.
         *
         * @return the time between two steps, or from the request to the first
         */
        Duration delay();
    }

    /**
     * An event.
     *
     * @param delay the time since the step before
     * @param type such as {@code contentBlockDelta}
     * @param payload JSON
     */
    public record Event(Duration delay, String type, String payload) implements Step {
        public Event {
            requireNonNull(delay, "delay");
            requireNonNull(type, "type");
            requireNonNull(payload, "payload");
        }
    }

    /**
     * An exception inside the stream, which ends it.
     *
     * @param delay the time since the step before
     * @param type such as {@code throttlingException}
     * @param message its message
     */
    public record Failure(Duration delay, String type, String message) implements Step {
        public Failure {
            requireNonNull(delay, "delay");
            requireNonNull(type, "type");
            requireNonNull(message, "message");
        }
    }

    /**
     * Bytes that need not be a frame.
     *
     * @param delay the time since the step before
     * @param data the bytes, from position to limit
     */
    public record Bytes(Duration delay, ByteBuffer data) implements Step {
        public Bytes {
            requireNonNull(delay, "delay");
            data = data.asReadOnlyBuffer();
        }
    }

    /**
     * The connection breaks, and nothing follows.
     *
     * @param delay the time since the step before
     * @param reset true for a TCP reset; false for an orderly end of the connection in the middle of the answer, in
     *     HTTP/2 a reset of the stream
     */
    public record Break(Duration delay, boolean reset) implements Step {
        public Break {
            requireNonNull(delay, "delay");
        }
    }
}
