package dev.storystreamer.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2WebSocketEvent;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.storystreamer.awslocal.LocalCloud;
import dev.storystreamer.awslocal.faults.LatencyProfile;
import dev.storystreamer.awslocal.lambda.LambdaFunction;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.http.SdkHttpConfigurationOption;
import software.amazon.awssdk.utils.AttributeMap;

/** The function's connections to Bedrock and to the management endpoint, observed by a proxy. */
class ConnectionReuseTest {

    private static final int MORE_STORIES = 6;
    /** The HTTP client of the function, except that it accepts any certificate. */
    private static final AttributeMap TRUST_ALL = AttributeMap.builder()
            .put(SdkHttpConfigurationOption.TRUST_ALL_CERTIFICATES, true)
            .build();

    private final BlockingQueue<String> log = new LinkedBlockingQueue<>();
    private final LocalCloud cloud =
            LocalCloud.builder().latency(LatencyProfile.NO_DELAY).start();
    private ConnectionDroppingProxy proxy;
    private StoryHandler handler;

    private TestUser connectThroughProxy(int minConnections, boolean tls) throws IOException {
        proxy = new ConnectionDroppingProxy(cloud.endpointUri(), minConnections, tls);
        Map<String, String> environment = LocalDeployment.environment(cloud);
        environment.put(
                "AWS_ENDPOINT_URL_BEDROCK_RUNTIME",
                proxy.uri(cloud.endpointUri()).toString());
        environment.put("STORY_CALLBACK_URL", proxy.uri(cloud.managementUri()).toString());
        handler = new StoryHandler(
                new Environment(environment),
                new Wiring(new Environment(environment), () -> Wiring.crt().buildWithDefaults(TRUST_ALL)));
        cloud.deploy("story", LambdaFunction.of(handler, APIGatewayV2WebSocketEvent.class, this::addLine));
        return new TestUser(cloud.webSocketUri());
    }

    private void addLine(String line) {
        if (!line.contains("CloudWatchMetrics")) {
            log.add(line);
        }
    }

    @AfterEach
    void close() {
        cloud.close();
        handler.close();
        proxy.close();
    }

    private JsonObject runStory(TestUser user, String topic) throws Exception {
        user.send("{\"storyType\":\"" + topic + "\"}");
        String line = log.poll(30, TimeUnit.SECONDS);
        assertThat(line).contains("\"finished\"");
        List<String> frames = user.readAll();
        assertThat(frames)
                .startsWith(TestUser.V1_OTHER)
                .endsWith(TestUser.V1_OTHER)
                .filteredOn(TestUser.V1_OTHER::equals)
                .hasSize(4);
        assertThat(String.join("", frames)).containsIgnoringCase(topic);
        return JsonParser.parseString(line).getAsJsonObject();
    }

    @ParameterizedTest(name = "TLS: {0}")
    @ValueSource(booleans = {false, true})
    void areOpenedAtTheSameTime(boolean tls) throws Exception {
        try (TestUser user = connectThroughProxy(2, tls)) { // one connection alone would never be forwarded
            runStory(user, "CATS");
        }
        // A post may start before the connection of the previous post is back in the pool.
        assertThat(proxy.connections()).isBetween(2, 3);
    }

    @ParameterizedTest(name = "TLS: {0}")
    @ValueSource(booleans = {false, true})
    void areReusedForTheNextStory(boolean tls) throws Exception {
        try (TestUser user = connectThroughProxy(1, tls)) {
            runStory(user, "CATS");
            int opened = proxy.connections();

            for (int story = 0; story < MORE_STORIES; story++) {
                runStory(user, "DOGS");
            }

            // Some requests start before the previous connection is back in the pool.
            assertThat(proxy.connections()).isLessThan(opened + MORE_STORIES);
        }
    }

    @ParameterizedTest(name = "TLS: {0}")
    @ValueSource(booleans = {false, true})
    void areReplacedByRetriesIfTheyWereLostBetweenTwoStories(boolean tls) throws Exception {
        try (TestUser user = connectThroughProxy(1, tls)) {
            runStory(user, "CATS");
            proxy.loseConnections();

            JsonObject receipt = runStory(user, "DOGS");

            assertThat(receipt.get("modelRetries").getAsInt()).isBetween(1, proxy.connections());
            assertThat(receipt.get("postRetries").getAsInt()).isBetween(1, proxy.connections());
        }
    }
}
