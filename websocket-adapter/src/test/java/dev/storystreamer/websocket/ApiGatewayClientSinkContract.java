package dev.storystreamer.websocket;

import dev.storystreamer.core.Backoff;
import dev.storystreamer.core.ClientSink;
import dev.storystreamer.core.testkit.ClientSinkContract;
import dev.storystreamer.core.testkit.ManualScheduler;
import dev.storystreamer.protocol.StoryFrames;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The contract of the port over HTTP; one subclass for each protocol. */
abstract class ApiGatewayClientSinkContract extends ClientSinkContract {

    private static final String CONNECTION = "eHrdFcnvvHcCE-w=";

    /** No attempt ends before the deadline of its message. */
    private static final PostOptions PATIENT =
            new PostOptions(Duration.ofHours(1), 8, new Backoff(Duration.ofMillis(100), Duration.ofSeconds(2)));

    @RegisterExtension
    private final ScriptedConnections endpoint = new ScriptedConnections();

    private final ManualScheduler time = new ManualScheduler();
    private final HeldPosts heldPosts = new HeldPosts();

    abstract StoryFrames newStory();

    private ClientSink sink() {
        return endpoint.connections(PostOptions.DEFAULTS).sink(CONNECTION, newStory());
    }

    @Override
    protected ClientSink sinkToAnOpenClient() {
        return sink();
    }

    @Override
    protected ClientSink sinkToAClientThatLeavesAfter(int acceptedFrames) {
        for (int i = 0; i < acceptedFrames; i++) {
            endpoint.answers(ScriptedConnections.accepted());
        }
        endpoint.answersAlways(ScriptedConnections.error(410, "GoneException"));
        return sink();
    }

    @Override
    protected ClientSink sinkThatIsRefused() {
        endpoint.answersAlways(ScriptedConnections.error(403, "ForbiddenException"));
        return sink();
    }

    @Override
    protected ClientSink sinkWithUnansweredFrames() {
        endpoint.answersAlways(heldPosts);
        return endpoint.connections(endpoint.uri(), time, PATIENT).sink(CONNECTION, newStory());
    }

    @Override
    protected void awaitFrame() {
        heldPosts.await();
    }

    @Override
    protected void acceptFrame() {
        heldPosts.accept();
    }

    @Override
    protected void acceptAllFrames() {
        heldPosts.acceptAll();
    }

    @Override
    protected void passTime(Duration duration) {
        time.advance(duration);
    }

    @Override
    protected List<String> frames() {
        return endpoint.bodies();
    }

    @Override
    protected int maxFrameBytes() {
        return 32 * 1024 - 1;
    }
}
