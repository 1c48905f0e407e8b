package dev.storystreamer.awslocal.bedrock;

import static java.util.Objects.requireNonNull;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The steps of a model's stream. Immutable.
 *
 * @param steps in order; after the last one the stream ends normally
 */
public record ModelScript(List<Step> steps) {
    public ModelScript {
        steps = List.copyOf(steps);
    }

    /** {@return a copy with another step at the end} */
    public ModelScript then(Step step) {
        var longer = new ArrayList<>(steps);
        longer.add(step);
        return new ModelScript(longer);
    }

    /** One step of a stream. */
    public sealed interface Step {
        /** {@return the time since the previous step, or since the request for the first step} */
        Duration delay();
    }

    /**
     * Sends an event.
     *
     * @param delay the time since the previous step
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
     * Sends an exception message, which ends the stream.
     *
     * @param delay the time since the previous step
     * @param type such as {@code throttlingException}
     * @param message the text of the exception
     */
    public record Failure(Duration delay, String type, String message) implements Step {
        public Failure {
            requireNonNull(delay, "delay");
            requireNonNull(type, "type");
            requireNonNull(message, "message");
        }
    }

    /**
     * Sends bytes that need not be an event-stream message.
     *
     * @param delay the time since the previous step
     * @param data the bytes, from position to limit
     */
    public record Bytes(Duration delay, ByteBuffer data) implements Step {
        public Bytes {
            requireNonNull(delay, "delay");
            data = data.asReadOnlyBuffer();
        }
    }

    /**
     * Disconnects. This is the last step.
     *
     * @param delay the time since the previous step
     * @param reset true for a TCP reset; false to close the connection in the middle of the response, or with HTTP/2
     *     to reset the stream
     */
    public record Break(Duration delay, boolean reset) implements Step {
        public Break {
            requireNonNull(delay, "delay");
        }
    }
}
