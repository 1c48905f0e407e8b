package dev.storystreamer.bedrock;

import dev.storystreamer.core.LlmStream;
import dev.storystreamer.core.StoryChunk;
import dev.storystreamer.core.StoryRequest;
import java.util.concurrent.Flow;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;

/** The stream under test and the SDK's client that it uses. */
record TestModel(BedrockRuntimeAsyncClient client, LlmStream stream) implements AutoCloseable {

    Flow.Publisher<StoryChunk> story() {
        return stream.stream(StoryRequest.about("CATS"));
    }

    @Override
    public void close() {
        client.close();
    }
}
