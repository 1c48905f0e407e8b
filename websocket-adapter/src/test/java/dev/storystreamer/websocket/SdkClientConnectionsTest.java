package dev.storystreamer.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storystreamer.core.ClientSink;
import dev.storystreamer.protocol.StoryFrames;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.services.apigatewaymanagementapi.ApiGatewayManagementApiAsyncClient;

class SdkClientConnectionsTest extends ApiGatewayConnectionsContract {

    @Override
    ScriptedConnections.Clients clients() {
        return ScriptedConnections.sdkClients(AwsRetryStrategy.standardRetryStrategy());
    }

    @Test
    void switchesTheRetriesOfTheClientOff() {
        endpoint().answersAlways(ScriptedConnections.status(503));

        failureOf(sink(endpoint().connections(QUICK)).send(HELLO));

        assertThat(endpoint().posts())
                .singleElement()
                .satisfies(post -> assertThat(post.header("amz-sdk-request")).isEqualTo("attempt=1; max=1"));
    }

    @Test
    void leavesAClientAloneThatNeverRetries() {
        try (var client = ScriptedConnections.sdkClients(AwsRetryStrategy.doNotRetry())
                .create(endpoint().uri(), endpoint().http())) {
            assertThat(overridesFor(client)).isEmpty();
        }
        assertThat(overridesFor(endpoint().client())).hasSize(1);
    }

    private List<?> overridesFor(ApiGatewayManagementApiAsyncClient client) {
        return PostTools.of(client, endpoint().scheduler(), new Random(), QUICK)
                .overrides()
                .plugins();
    }

    private static ClientSink sink(ApiGatewayConnections connections) {
        return connections.sink(CONNECTION, StoryFrames.v1("request-1"), ScriptedConnections.AMPLE);
    }
}
