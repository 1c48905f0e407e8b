package dev.storystreamer.websocket;

import dev.storystreamer.core.Causes;
import dev.storystreamer.core.ClientGoneException;
import dev.storystreamer.core.ClientMessage;
import dev.storystreamer.core.ClientSink;
import dev.storystreamer.core.Transmission;
import dev.storystreamer.protocol.StoryFrames;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Sends one story to one connection: every frame is one {@code PostToConnection}.
 *
 * <p>No field needs a lock: {@code frames} and {@code gone} are used only between the call of {@link #send} and the end of
 * its delivery, for which the caller waits before the next call.
 */
final class ApiGatewayClientSink implements ClientSink {

    private final FrameSender sender;
    private final String connectionId;
    private final StoryFrames frames;

    private boolean gone;

    ApiGatewayClientSink(FrameSender sender, String connectionId, StoryFrames frames) {
        this.sender = sender;
        this.connectionId = connectionId;
        this.frames = frames;
    }

    @Override
    public Transmission send(ClientMessage message, Duration timeLeft) {
        if (gone) {
            return Transmission.of(CompletableFuture.failedStage(
                    new ClientGoneException("an earlier post found the client gone", Delivery.NONE, null)));
        }
        Transmission posts = sender.send(connectionId, frames.encode(message), timeLeft);
        return new MessageTransmission(posts, posts.delivery().whenComplete((delivery, failure) -> {
            if (failure != null) {
                onFailure(failure);
            }
        }));
    }

    private void onFailure(Throwable failure) {
        frames.onDeliveryFailed();
        gone |= Causes.unwrap(failure) instanceof ClientGoneException;
    }

    /**
     * The posts of one message.
     *
     * @param delivery completes when {@code frames} knows the result, so that it encodes the next message correctly
     */
    private record MessageTransmission(Transmission posts, CompletionStage<Delivery> delivery) implements Transmission {

        @Override
        public void cancel() {
            posts.cancel();
        }
    }
}
