package dev.storystreamer.bedrock;

import dev.storystreamer.core.StoryChunk;
import dev.storystreamer.core.testkit.RecordingSubscriber;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Flow;
import org.reactivestreams.tck.TestEnvironment;
import org.reactivestreams.tck.flow.FlowPublisherVerification;
import org.testng.annotations.AfterClass;
import org.testng.annotations.BeforeClass;

/** The Reactive Streams TCK, over real HTTP. */
abstract class LlmStreamTck extends FlowPublisherVerification<StoryChunk> {

    private final List<AutoCloseable> open = new ArrayList<>();

    private final Road road;

    LlmStreamTck(Road road) {
        super(new TestEnvironment(3_000, 100));
        this.road = road;
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
        return from(bedrock);
    }

    @Override
    public Flow.Publisher<StoryChunk> createFailedFlowPublisher() {
        return from(ScriptedBedrock.refusing(403, "AccessDeniedException", "no"));
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

    private Flow.Publisher<StoryChunk> from(ScriptedBedrock bedrock) {
        Road.Model model = road.to(bedrock.endpoint());
        open.add(model);
        open.add(bedrock);
        return model.tell();
    }

    @AfterClass
    public void closeAll() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
    }
}
