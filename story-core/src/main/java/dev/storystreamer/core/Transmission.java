package dev.storystreamer.core;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** One message that a {@link ClientSink} is sending. Thread-safe. */
public interface Transmission {

    /**
     * Returns the result. It is known when no frame of the message is in flight and none will follow, at the latest
     * shortly after the deadline.
     *
     * @return completes, on any thread, when the service has accepted every frame of the message, NOT when a person saw
     *     it; after {@link #cancel}, when it has accepted every frame that had begun. Fails with {@link
     *     ClientGoneException} if the client's connection is closed, with {@link ClientSinkException} if a frame could
     *     not be delivered or the deadline has passed; both report the frames that were accepted before
     */
    CompletionStage<ClientSink.Delivery> delivery();

    /**
     * Begins no further frame of the message and returns at once. A frame in flight is not aborted, so that the sink
     * knows what the client has received: {@link #delivery} completes when it has been answered. May be called more than
     * once, on any thread; has no effect once the result is known.
     */
    void cancel();

    /**
     * {@return the transmission of a sink that sends a message as one frame, so that there is nothing to cancel}
     *
     * @param delivery the result; the sink still obeys the deadline
     */
    static Transmission of(CompletionStage<ClientSink.Delivery> delivery) {
        requireNonNull(delivery, "delivery");
        return new Transmission() {
            @Override
            public CompletionStage<ClientSink.Delivery> delivery() {
                return delivery;
            }

            @Override
            public void cancel() {}
        };
    }

    /** {@return the transmission of a message that has been sent, at this cost} */
    static Transmission completed(ClientSink.Delivery delivery) {
        return of(CompletableFuture.completedStage(delivery));
    }
}
