package dev.storystreamer.protocol.testkit;

import dev.storystreamer.core.ClientMessage;
import dev.storystreamer.core.Ending;
import dev.storystreamer.core.ErrorCode;
import dev.storystreamer.core.Receipt;
import dev.storystreamer.core.StopReason;
import dev.storystreamer.core.StoryChunk;
import java.time.Duration;
import java.util.Optional;

/** The last messages of stories, for tests. */
public final class Receipts {

    private Receipts() {}

    /** Returns the last message of a finished story. */
    public static ClientMessage finished(StopReason reason) {
        return new ClientMessage.Ended(new Receipt(
                Ending.FINISHED,
                Optional.empty(),
                Optional.empty(),
                Optional.of(reason),
                Optional.of(new StoryChunk.Usage(22, 140)),
                140,
                12,
                4711,
                Optional.of(Duration.ofMillis(300)),
                Optional.of(Duration.ofMillis(312)),
                Duration.ofMillis(2040),
                1,
                2));
    }

    /** Returns the last message of any other story. */
    public static ClientMessage unfinished(Ending ending, ErrorCode errorCode) {
        return new ClientMessage.Ended(new Receipt(
                ending,
                Optional.of(errorCode),
                Optional.of(new IllegalStateException("arn:aws:bedrock:secret")),
                Optional.empty(),
                Optional.empty(),
                0,
                1,
                31,
                Optional.empty(),
                Optional.empty(),
                Duration.ofMillis(40),
                0,
                0));
    }
}
