package dev.storystreamer.websocket;

import dev.storystreamer.core.ClientGoneException;
import dev.storystreamer.core.ClientMessage;
import dev.storystreamer.core.ClientSink;
import dev.storystreamer.protocol.StoryFrames;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** One story on its way to one open WebSocket: every frame is one call of {@code PostToConnection}. */
final class ApiGatewayClientSink implements ClientSink {

    private final PostTools tools;
    private final String connectionId;
    private final StoryFrames frames;
    private final Deadline deadline;

    private volatile boolean gone;

    ApiGatewayClientSink(PostTools tools, String connectionId, StoryFrames frames, Deadline deadline) {
        this.tools = tools;
        this.connectionId = connectionId;
        this.frames = frames;
        this.deadline = deadline;
    }

    @Override
    public CompletionStage<Delivery> send(ClientMessage message) {
        if (gone) {
            return CompletableFuture.failedStage(
                    new ClientGoneException("an earlier post found the client gone", Delivery.NONE, null));
        }
        boolean repeatable = frames.isRepeatable(message);
        List<byte[]> encoded = frames.encode(message);
        return encoded.isEmpty()
                ? CompletableFuture.completedStage(Delivery.NONE)
                : new FrameSender(tools, connectionId, deadline, encoded, repeatable)
                        .start()
                        .whenComplete((delivery, error) -> notice(error));
    }

    private void notice(@Nullable Throwable error) {
        if (error == null) {
            return;
        }
        frames.onLost();
        Throwable cause = error instanceof CompletionException ? error.getCause() : error;
        gone |= cause instanceof ClientGoneException;
    }
}
