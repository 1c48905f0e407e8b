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

/** The function's two connections, to Bedrock and to the management endpoint, seen from between it and them. */
class KeptAliveConnectionsTest {

    private static final int MORE_STORIES = 6;
    /** The function's own client, but for whom it believes. */
    private static final AttributeMap TRUSTING = AttributeMap.builder()
            .put(SdkHttpConfigurationOption.TRUST_ALL_CERTIFICATES, true)
            .build();

    private static final String OTHER = "{\"type\":\"other\",\"message\":null}";

    private final BlockingQueue<String> log = new LinkedBlockingQueue<>();
    private final LocalCloud cloud =
            LocalCloud.builder().latency(LatencyProfile.NO_DELAY).start();
    private ForgetfulRouter router;
    private StoryHandler handler;

    private Person personBehindARouter(int crowd, boolean tls) throws IOException {
        router = new ForgetfulRouter(cloud.endpointUri(), crowd, tls);
        Map<String, String> environment = Road.environment(cloud);
        environment.put(
                "AWS_ENDPOINT_URL_BEDROCK_RUNTIME",
                router.uri(cloud.endpointUri()).toString());
        environment.put("STORY_CALLBACK_URL", router.uri(cloud.managementUri()).toString());
        handler = new StoryHandler(
                environment, new Wiring(environment, () -> Wiring.crt().buildWithDefaults(TRUSTING)));
        cloud.deploy("story", LambdaFunction.of(handler, APIGatewayV2WebSocketEvent.class, this::note));
        return new Person(cloud.webSocketUri());
    }

    private void note(String line) {
        if (!line.contains("CloudWatchMetrics")) {
            log.add(line);
        }
    }

    @AfterEach
    void close() {
        cloud.close();
        handler.close();
        router.close();
    }

    private JsonObject receiptOfAWholeStory(Person person, String topic) throws Exception {
        person.send("{\"storyType\":\"" + topic + "\"}");
        String line = log.poll(30, TimeUnit.SECONDS);
        assertThat(line).contains("\"finished\"");
        List<String> frames = person.readAll();
        assertThat(frames)
                .startsWith(OTHER)
                .endsWith(OTHER)
                .filteredOn(OTHER::equals)
                .hasSize(4);
        assertThat(String.join("", frames)).containsIgnoringCase(topic);
        return JsonParser.parseString(line).getAsJsonObject();
    }

    @ParameterizedTest(name = "TLS: {0}")
    @ValueSource(booleans = {false, true})
    void areMadeAtOnceSoThatOneHandshakeHidesBehindTheOther(boolean tls) throws Exception {
        try (Person person = personBehindARouter(2, tls)) { // either alone would wait for the other for good
            receiptOfAWholeStory(person, "CATS");
        }
        // A post made as soon as the one before is accepted comes before that one's connection is put back.
        assertThat(router.connections()).isBetween(2, 3);
    }

    @ParameterizedTest(name = "TLS: {0}")
    @ValueSource(booleans = {false, true})
    void areKeptForTheNextStory(boolean tls) throws Exception {
        try (Person person = personBehindARouter(1, tls)) {
            receiptOfAWholeStory(person, "CATS");
            int made = router.connections();

            for (int story = 0; story < MORE_STORIES; story++) {
                receiptOfAWholeStory(person, "DOGS");
            }

            // Now and then one is asked for while the last one is being put back.
            assertThat(router.connections()).isLessThan(made + MORE_STORIES);
        }
    }

    @ParameterizedTest(name = "TLS: {0}")
    @ValueSource(booleans = {false, true})
    void costSilentRetriesAndNoStoryWhenTheyDiedDuringAPause(boolean tls) throws Exception {
        try (Person person = personBehindARouter(1, tls)) {
            receiptOfAWholeStory(person, "CATS");
            router.forget();

            JsonObject receipt = receiptOfAWholeStory(person, "DOGS");

            assertThat(receipt.get("modelRetries").getAsInt()).isBetween(1, router.connections());
            assertThat(receipt.get("postRetries").getAsInt()).isBetween(1, router.connections());
        }
    }
}
