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

/** The Reactive Streams TCK over HTTP. */
abstract class LlmStreamVerification extends FlowPublisherVerification<StoryChunk> {

    private final List<AutoCloseable> open = new ArrayList<>();

    private final HttpClientKind http;

    LlmStreamVerification(HttpClientKind http) {
        super(new TestEnvironment(3_000, 100));
        this.http = http;
    }

    @Override
    public Flow.Publisher<StoryChunk> createFlowPublisher(long elements) {
        byte[] text = EventStreamMessages.text("Once");
        ScriptedBedrock bedrock = ScriptedBedrock.running(exchange -> {
            for (long i = 0; i < elements; i++) {
                exchange.send(text);
            }
            exchange.end();
        });
        return from(bedrock);
    }

    @Override
    public Flow.Publisher<StoryChunk> createFailedFlowPublisher() {
        return from(ScriptedBedrock.failing(403, "AccessDeniedException", "no"));
    }

    @Override
    public long maxElementsFromPublisher() {
        return 10_000;
    }

    /** Loads the SDK's classes before the timeouts of the TCK apply. */
    @BeforeClass
    public void warmUp() {
        RecordingSubscriber first = RecordingSubscriber.oneByOne();
        createFailedFlowPublisher().subscribe(first);
        first.awaitFailure();
    }

    private Flow.Publisher<StoryChunk> from(ScriptedBedrock bedrock) {
        TestModel model = http.model(bedrock.endpoint());
        open.add(model);
        open.add(bedrock);
        return model.story();
    }

    @AfterClass
    public void closeAll() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
    }
}
