package dev.storystreamer.bedrock;

import static java.util.Objects.requireNonNull;

import dev.storystreamer.core.LlmStream;
import dev.storystreamer.core.StoryChunk;
import dev.storystreamer.core.StoryRequest;
import java.util.concurrent.Flow;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamRequest;

/**
 * A model of Amazon Bedrock, asked with ConverseStream: one event of its stream is one chunk, so demand for a chunk is
 * demand for an event. Thread-safe.
 *
 * <p>Signals come on the threads of the SDK's HTTP client. One subscription is one HTTP request: the SDK's own retries
 * are switched off for it, whatever the client is set to.
 *
 * <p>This class sets no timeouts, as a model that reasons may be silent for minutes; whoever subscribes decides how
 * long is too long, and cancels. The client's own limits hold, and end a story with {@code TIMED_OUT}: build it with a
 * read timeout above the longest silence you allow (Netty's default is 30 seconds, and it runs while nothing is asked
 * for as well), and without {@code apiCallTimeout}.
 *
 * <p>{@code cancel} closes the connection, or over HTTP/2 the stream, at once with Netty. The SDK's CRT client of this
 * version closes it when the next byte comes from Bedrock.
 */
public final class BedrockLlmStream implements LlmStream {

    private final BedrockRuntimeAsyncClient client;
    private final BedrockOptions options;

    private BedrockLlmStream(BedrockRuntimeAsyncClient client, BedrockOptions options) {
        this.client = requireNonNull(client, "client");
        this.options = requireNonNull(options, "options");
    }

    /**
     * Speaks to a model through a client of the caller's.
     *
     * @param client any, over any HTTP client; stays the caller's to close
     * @param options which model, and how it is asked
     * @return the model
     */
    public static BedrockLlmStream create(BedrockRuntimeAsyncClient client, BedrockOptions options) {
        return new BedrockLlmStream(client, options);
    }

    @Override
    public Flow.Publisher<StoryChunk> stream(StoryRequest request) {
        ConverseStreamRequest converse = ConverseRequests.of(request, options);
        return subscriber -> new ConverseCall(requireNonNull(subscriber, "subscriber")).start(client, converse);
    }
}
