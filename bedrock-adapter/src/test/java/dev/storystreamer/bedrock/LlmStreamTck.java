package dev.storystreamer.bedrock;

import dev.storystreamer.core.StoryChunk;
import dev.storystreamer.core.StoryRequest;
import dev.storystreamer.core.testkit.RecordingSubscriber;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Flow;
import org.reactivestreams.tck.TestEnvironment;
import org.reactivestreams.tck.flow.FlowPublisherVerification;
import org.testng.annotations.AfterClass;
import org.testng.annotations.BeforeClass;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;

/** The Reactive Streams TCK, over real HTTP. */
public class BedrockLlmStreamTckTest extends FlowPublisherVerification<StoryChunk> {

    private final List<AutoCloseable> open = new ArrayList<>();

    public BedrockLlmStreamTckTest() {
        super(new TestEnvironment(3_000, 100));
    }

    @Override
    public Flow.Publisher<StoryChunk> createFlowPublisher(long elements) {
        byte[] text = Frames.text("Once");
        ScriptedBedrock bedrock = ScriptedBedrock.playing(wire -> {
            for (long i = 0; i < elements; i++) {
                wire.send(text);
            }
            wire.end();
        });
        return from(bedrock, Transport.NETTY_HTTP1);
    }

    @Override
    public Flow.Publisher<StoryChunk> createFailedFlowPublisher() {
        return from(ScriptedBedrock.refusing(403, "AccessDeniedException", "no"), Transport.NETTY_HTTP1);
    }

    @Override
    public long maxElementsFromPublisher() {
        return 10_000;
    }

    /** Loads the SDK's classes before the kit's clocks run. */
    @BeforeClass
    public void warmUp() {
        RecordingSubscriber first = RecordingSubscriber.oneByOne();
        createFailedFlowPublisher().subscribe(first);
        first.awaitFailure();
    }

    private Flow.Publisher<StoryChunk> from(ScriptedBedrock bedrock, Transport transport) {
        BedrockRuntimeAsyncClient client = transport.client(bedrock.endpoint());
        open.add(client);
        open.add(bedrock);
        return BedrockLlmStream.create(client, BedrockOptions.of("m")).stream(StoryRequest.about("CATS"));
    }

    @AfterClass
    public void closeAll() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
    }
}
