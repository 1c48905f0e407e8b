package dev.storystreamer.core;

import java.util.concurrent.Flow;

/** A model that streams its answer to a conversation. Thread-safe: several answers may be streamed at the same time. */
public interface LlmStream {

    /**
     * Prepares a call of the model. Each subscription to the publisher calls the model once.
     *
     * <p>The publisher obeys Reactive Streams:
     *
     * <ul>
     *   <li><b>Demand.</b> The publisher signals no more chunks than were requested. Without demand it does not read from
     *       the provider, so that a slow client slows the model down and does not fill the memory.
     *   <li><b>Threads.</b> Signals are serial, on any thread: the one that subscribes or requests, or one of the
     *       provider's client. It is often an event loop that other stories share, so a subscriber must not block.
     *   <li><b>End.</b> {@code onComplete} means only that the stream has ended. The story is complete only if
     *       {@link StoryChunk.Stop} was signalled: a provider's client may report a broken connection as success.
     *   <li><b>Errors.</b> A failure of the provider after {@code subscribe} is signalled by {@code onError}, once, as an
     *       {@link LlmException}; it may come before the first chunk. A {@code request} of zero or less ends the call with
     *       an {@link IllegalArgumentException} (RS 3.9).
     *   <li><b>Cancellation.</b> {@code cancel} closes the connection to the model. It may be called on any thread, more
     *       than once. No signal begins after it; one that another thread is delivering may finish.
     *   <li><b>No retry.</b> Each call is made once. Only {@link StoryRelay} retries, because only it knows whether
     *       the client has received part of the answer.
     * </ul>
     *
     * @param request the conversation
     * @return a publisher of the answer
     */
    Flow.Publisher<StoryChunk> stream(StoryRequest request);
}
