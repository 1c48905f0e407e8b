package dev.storystreamer.core;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;

/**
 * The account of one story, written when it has ended.
 *
 * @param ending how it ended
 * @param errorCode what the client was told, if the story did not come to its end; empty for {@link Ending#FINISHED} and
 *     {@link Ending#GONE}
 * @param cause what failed, for the log of whoever runs the service; empty if nothing did
 * @param stopReason why the model stopped; empty if it never said so
 * @param usage the tokens counted by the provider; empty when unknown, as after a cancellation
 * @param deltas text and reasoning deltas received from the model
 * @param posts frames accepted by the client's side
 * @param bytes payload bytes of those frames
 * @param modelFirstDelta from the start to the model's first delta; empty if none came
 * @param clientFirstText from the start to the moment the first text was accepted by the client's side; empty if none
 *     was
 * @param duration from the start to the end
 * @param modelRetries calls of the model beyond the first
 * @param postRetries posts made again because an attempt failed
 */
public record Receipt(
        Ending ending,
        Optional<ErrorCode> errorCode,
        Optional<Throwable> cause,
        Optional<StopReason> stopReason,
        Optional<StoryChunk.Usage> usage,
        long deltas,
        long posts,
        long bytes,
        Optional<Duration> modelFirstDelta,
        Optional<Duration> clientFirstText,
        Duration duration,
        int modelRetries,
        int postRetries) {

    public Receipt {
        requireNonNull(ending, "ending");
        requireNonNull(errorCode, "errorCode");
        requireNonNull(cause, "cause");
        requireNonNull(stopReason, "stopReason");
        requireNonNull(usage, "usage");
        requireNonNull(modelFirstDelta, "modelFirstDelta");
        requireNonNull(clientFirstText, "clientFirstText");
        requireNonNull(duration, "duration");
    }
}
