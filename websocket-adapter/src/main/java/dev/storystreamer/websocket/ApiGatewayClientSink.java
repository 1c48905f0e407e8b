package dev.storystreamer.websocket;

import dev.storystreamer.core.Causes;
import dev.storystreamer.core.ClientGoneException;
import dev.storystreamer.core.ClientMessage;
import dev.storystreamer.core.ClientSink;
import dev.storystreamer.protocol.EncodedMessage;
import dev.storystreamer.protocol.StoryFrames;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Sends one story to one connection: every frame is one {@code PostToConnection}. */
final class ApiGatewayClientSink implements ClientSink {

    private final FrameSender sender;
    private final String connectionId;
    private final StoryFrames frames;
    private final Deadline deadline;

    private volatile boolean gone;

    ApiGatewayClientSink(FrameSender sender, String connectionId, StoryFrames frames, Deadline deadline) {
        this.sender = sender;
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
        EncodedMessage encoded = frames.encode(message);
        return sender.send(connectionId, encoded, deadline).whenComplete((delivery, failure) -> {
            if (failure != null) {
                onFailure(failure);
            }
        });
    }

    private void onFailure(Throwable failure) {
        frames.onDeliveryFailed();
        gone |= Causes.unwrap(failure) instanceof ClientGoneException;
    }
}
