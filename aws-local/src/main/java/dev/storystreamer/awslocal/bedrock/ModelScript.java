package dev.storystreamer.awslocal.bedrock;

import static java.util.Objects.requireNonNull;

import java.nio.ByteBuffer;
import java.time.Duration;
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

    /** One step of a stream. */
    public sealed interface Step {
        /** {@return the time since the previous step, or since the request for the first step} */
        Duration delay();
    }

    /** Sends an event. */
    public record Event(Duration delay, String type, String payload) implements Step {
        public Event {
            requireNonNull(delay, "delay");
            requireNonNull(type, "type");
            requireNonNull(payload, "payload");
        }
    }

    /** Sends an exception message, which ends the stream. */
    public record Failure(Duration delay, String type, String message) implements Step {
        public Failure {
            requireNonNull(delay, "delay");
            requireNonNull(type, "type");
            requireNonNull(message, "message");
        }
    }

    /** Sends the remaining bytes of a buffer, which need not be an event-stream message. */
    public record Bytes(Duration delay, ByteBuffer data) implements Step {
        public Bytes {
            requireNonNull(delay, "delay");
            data = data.asReadOnlyBuffer();
        }
    }

    /** Ends the connection with a TCP reset, or with an ordinary close (HTTP/2: a reset of the stream). */
    public record Break(Duration delay, boolean reset) implements Step {
        public Break {
            requireNonNull(delay, "delay");
        }
    }
}
