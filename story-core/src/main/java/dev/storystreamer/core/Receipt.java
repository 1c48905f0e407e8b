package dev.storystreamer.core;

import java.time.Duration;
import java.util.Optional;

/**
 * The result of one story, created when the story has ended.
 *
 * @param ending how it ended
 * @param errorCode the code that the client got; empty for {@link Ending#FINISHED} and {@link Ending#GONE}
 * @param cause the first failure, for the operator's log; empty if nothing failed
 * @param stopReason why the model stopped; empty if it did not send a reason
 * @param usage the tokens counted by the provider; empty if unknown, as after a cancellation
 * @param deltas text and reasoning deltas received from the model
 * @param posts frames accepted by the client's side
 * @param bytes payload bytes of those frames
 * @param modelFirstDelta time from the start to the model's first delta; empty if none came
 * @param clientFirstText time from the start until the client's side accepted the first message of text; empty if
 *     it accepted none
 * @param duration time from the start to the end
 * @param modelRetries calls of the model after the first
 * @param postRetries repeated posts
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
        int postRetries) {}
