package dev.storystreamer.core;

import java.util.concurrent.Flow;

/**
 * A model that answers a conversation while it is still thinking of the rest. Thread-safe: many stories may be
 * streamed at once.
 */
public interface LlmStream {

    /**
     * Prepares one call of the model; the call itself starts when the publisher is subscribed to, once for each
     * subscription.
     *
     * <p>The publisher obeys Reactive Streams:
     *
     * <ul>
     *   <li><b>Demand.</b> No chunk is signalled that was not asked for. Without demand the provider is not read from,
     *       so that a slow client slows the model down instead of filling the memory.
     *   <li><b>Threads.</b> Signals are serial, on whatever thread the provider's client uses, often an event loop that
     *       other stories share: a subscriber must not block.
     *   <li><b>End.</b> {@code onComplete} says only that the stream has ended. Whether the story is whole is told by
     *       {@link StoryChunk.Stop} alone: a provider's client may call a broken connection a success.
     *   <li><b>Errors.</b> Everything that goes wrong after {@code subscribe} arrives by {@code onError}, once, as an
     *       {@link LlmException}.
     *   <li><b>Cancellation.</b> {@code cancel} closes the connection to the model, so that nobody pays for words that
     *       nobody reads. It may be called on any thread, more than once, and is followed by silence: neither
     *       {@code onComplete} nor {@code onError}.
     *   <li><b>No retry.</b> A call is made once. {@link StoryRelay} alone knows whether a client has been told
     *       anything yet, so it alone asks again.
     * </ul>
     *
     * @param request the conversation
     * @return a publisher of one answer; each subscription asks the model anew
     */
    Flow.Publisher<StoryChunk> stream(StoryRequest request);
}
