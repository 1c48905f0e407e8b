package dev.storystreamer.websocket;

import dev.storystreamer.core.ClientSink;
import dev.storystreamer.core.testkit.ClientSinkContract;
import dev.storystreamer.protocol.StoryFrames;
import java.util.List;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The contract of the port over HTTP; one subclass for each protocol. */
abstract class ApiGatewayClientSinkContract extends ClientSinkContract {

    @RegisterExtension
    private final ScriptedConnections endpoint = new ScriptedConnections();

    abstract StoryFrames newStory();

    private ClientSink sink() {
        return endpoint.connections(PostOptions.DEFAULTS)
                .sink("eHrdFcnvvHcCE-w=", newStory(), ScriptedConnections.AMPLE);
    }

    @Override
    protected ClientSink sinkToAnOpenClient() {
        return sink();
    }

    @Override
    protected ClientSink sinkToAClientThatLeft() {
        endpoint.answersAlways(ScriptedConnections.error(410, "GoneException"));
        return sink();
    }

    @Override
    protected ClientSink sinkThatIsRefused() {
        endpoint.answersAlways(ScriptedConnections.error(403, "ForbiddenException"));
        return sink();
    }

    @Override
    protected List<String> frames() {
        return endpoint.bodies();
    }
}
