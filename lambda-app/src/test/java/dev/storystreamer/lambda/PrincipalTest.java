package dev.storystreamer.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2WebSocketEvent;
import dev.storystreamer.awslocal.LocalCloud;
import dev.storystreamer.awslocal.apigateway.WebSocketApi;
import dev.storystreamer.awslocal.faults.LatencyProfile;
import dev.storystreamer.awslocal.lambda.LambdaFunction;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The authorizer's principal in the log of the function, and the subprotocol that the function selects. */
class PrincipalTest {

    private LocalCloud cloud;
    private StoryHandler handler;

    @BeforeEach
    void start() {
        cloud = LocalCloud.builder()
                .latency(LatencyProfile.NO_DELAY)
                .webSocketApi(WebSocketApi.of("story").withAuthorizer(Map.of("principalId", "ada", "principal", "ada")))
                .start();
        handler = new StoryHandler(LocalDeployment.environment(cloud));
    }

    @AfterEach
    void stop() {
        cloud.close();
        handler.close();
    }

    @Test
    void isInEveryLogLine() {
        RecordingContext context = new RecordingContext();
        APIGatewayV2WebSocketEvent event = TestEvents.message("unknown=", "nonsense");
        event.getRequestContext().setAuthorizer(Map.of("principalId", "ada", "integrationLatency", 1));

        handler.handleRequest(event, context);

        assertThat(context.jsonLines())
                .isNotEmpty()
                .allSatisfy(
                        line -> assertThat(line.get("principal").getAsString()).isEqualTo("ada"));
    }

    @Test
    void isAbsentWithoutAnAuthorizer() {
        RecordingContext context = new RecordingContext();

        handler.handleRequest(TestEvents.message("unknown=", "nonsense"), context);

        assertThat(context.jsonLines())
                .isNotEmpty()
                .allSatisfy(line -> assertThat(line.has("principal")).isFalse());
    }

    @Test
    void theFunctionSelectsTheSubprotocolAndNeverTheToken() {
        cloud.deploy("story", LambdaFunction.of(handler, APIGatewayV2WebSocketEvent.class));

        assertThat(selected(cloud.webSocketUri(), "story.v1", "bearer.aaa.bbb.ccc"))
                .isEqualTo("story.v1");
        assertThat(selected(cloud.webSocketUri(), "bearer.aaa.bbb.ccc", "story.v1"))
                .isEqualTo("story.v1");
        assertThat(selected(cloud.webSocketUri(), "bearer.aaa.bbb.ccc")).isEmpty();
    }

    private static String selected(URI uri, String first, String... others) {
        WebSocket socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .subprotocols(first, others)
                .buildAsync(uri, new WebSocket.Listener() {})
                .join();
        String selected = socket.getSubprotocol();
        socket.abort();
        return selected;
    }
}
