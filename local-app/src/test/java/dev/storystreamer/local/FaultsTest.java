package dev.storystreamer.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2WebSocketEvent;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.storystreamer.awslocal.LocalCloud;
import dev.storystreamer.awslocal.faults.Fault;
import dev.storystreamer.awslocal.faults.LatencyProfile;
import dev.storystreamer.awslocal.lambda.LambdaFunction;
import dev.storystreamer.awslocal.testkit.TestClient;
import dev.storystreamer.lambda.StoryHandler;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every fault, through the real handler, to a client that speaks as wscat does: the client sees what the list says. */
@Timeout(60)
class FaultsTest {

    private static final String V2 =
            "{\"type\":\"send\",\"requestId\":\"r1\",\"id\":\"c1\",\"trigger\":\"submit-message\","
                    + "\"messages\":[{\"id\":\"u1\",\"role\":\"user\",\"parts\":[{\"type\":\"text\",\"text\":\"About cats\"}]}],"
                    + "\"headers\":{},\"body\":{}}";

    /** The story comes to its end. */
    private static final Set<Fault> HARMLESS = EnumSet.of(
            Fault.MODEL_BUSY_ONCE,
            Fault.MODEL_REASONS,
            Fault.CONTENT_FILTERED,
            Fault.GUARDRAIL_INTERVENED,
            Fault.CUT_BY_MAX_TOKENS,
            Fault.CLIENT_STOPS,
            Fault.POST_THROTTLED_ONCE,
            Fault.POST_FAILS_ONCE);

    /** The client cannot be told any more. */
    private static final Set<Fault> UNHEARD =
            EnumSet.of(Fault.POST_THROTTLED, Fault.POST_FAILS, Fault.POST_FORBIDDEN, Fault.POST_TOO_LARGE);

    /** The handler's patience is what ends the story. */
    private static final Set<Fault> SILENCES = EnumSet.of(Fault.MODEL_SILENT, Fault.MODEL_STALLS);

    private static final Map<Fault, String> GATEWAY_FRAMES = Map.of(
            Fault.MESSAGE_THROTTLED, "Too Many Requests",
            Fault.ROUTE_MISSING, "Forbidden",
            Fault.INTEGRATION_FAILS, "Internal server error",
            Fault.INTEGRATION_TIMES_OUT, "Endpoint request timed out");

    private static final Map<Fault, Integer> CLOSE_CODES = Map.of(
            Fault.FRAME_TOO_LARGE, 1009,
            Fault.MESSAGE_NOT_TEXT, 1003,
            Fault.IDLE_TIMEOUT, 1001,
            Fault.CONNECTION_EXPIRES, 1001,
            Fault.CLIENT_GONE, 1006);

    private static final Map<Fault, Integer> HANDSHAKES =
            Map.of(Fault.CONNECT_REFUSED, 401, Fault.CONNECT_FAILS, 502, Fault.CONNECT_THROTTLED, 429);

    private LocalCloud cloud;
    private StoryHandler handler;

    private void start(Fault fault) {
        cloud = LocalCloud.builder()
                .latency(LatencyProfile.NO_DELAY.withTokenInterval(Duration.ofMillis(5)))
                .start();
        Map<String, String> environment = new HashMap<>();
        environment.put("STORY_MODEL_ID", "global.amazon.nova-2-lite-v1:0");
        environment.put("STORY_CALLBACK_URL", cloud.managementUri().toString());
        if (SILENCES.contains(fault)) {
            environment.put("STORY_FIRST_CHUNK_TIMEOUT_MS", "600");
            environment.put("STORY_STALL_TIMEOUT_MS", "600");
        }
        environment.put("AWS_REGION", "us-east-1");
        environment.put("AWS_ACCESS_KEY_ID", "local");
        environment.put("AWS_SECRET_ACCESS_KEY", "local");
        environment.put("AWS_ENDPOINT_URL_BEDROCK_RUNTIME", cloud.endpointUri().toString());
        handler = new StoryHandler(environment);
        var function = LambdaFunction.of(handler, APIGatewayV2WebSocketEvent.class, line -> {});
        cloud.deploy("story", function, Duration.ofSeconds(12));
    }

    @AfterEach
    void stop() {
        cloud.close();
        handler.close();
    }

    @ParameterizedTest
    @EnumSource
    void showsAClientOfWireV1WhatTheListSays(Fault fault) throws Exception {
        start(fault);
        if (HANDSHAKES.containsKey(fault)) {
            assertThat(refused(fault)).isEqualTo(HANDSHAKES.get(fault));
            return;
        }
        if (fault == Fault.FUNCTION_DEADLINE) {
            cloud.setLatency(cloud.latency().withTokenInterval(Duration.ofMillis(100)));
        }
        TestClient client = TestClient.connect(cloud.webSocketUri());
        cloud.setFaults(fault.flag());
        client.send("{\"storyType\":\"CATS\"}");
        List<String> heard = hearUntilSilence(client, fault);

        if (CLOSE_CODES.containsKey(fault)) {
            assertThat(client.closeCode()).isEqualTo(CLOSE_CODES.get(fault));
        } else if (GATEWAY_FRAMES.containsKey(fault)) {
            assertThat(heard.get(0)).startsWith("{\"message\": \"" + GATEWAY_FRAMES.get(fault) + "\"");
        } else if (HARMLESS.contains(fault)) {
            assertThat(heard).noneMatch(FaultsTest::isError).anyMatch(FaultsTest::isText);
        } else if (UNHEARD.contains(fault)) {
            assertThat(heard).hasSize(2).noneMatch(FaultsTest::isError);
        } else {
            assertThat(heard).filteredOn(FaultsTest::isError).hasSize(1);
            assertThat(heard.get(heard.size() - 1)).matches(FaultsTest::isError);
        }
    }

    private int refused(Fault fault) {
        cloud.setFaults(fault.flag());
        try {
            TestClient.connect(cloud.webSocketUri());
            return 101;
        } catch (CompletionException e) {
            return ((WebSocketHandshakeException) e.getCause()).getResponse().statusCode();
        }
    }

    @Test
    void letsAClientOfWireV2StopItsStory() throws Exception {
        start(Fault.CLIENT_STOPS);
        TestClient client = TestClient.connect(cloud.webSocketUri());
        cloud.setFaults("client-stops@3");
        client.send(V2);
        List<String> heard = new ArrayList<>();
        do {
            heard.add(client.receive());
        } while (!heard.get(heard.size() - 1).contains("\"type\":\"end\""));

        assertThat(heard.get(heard.size() - 2)).contains("\"type\":\"abort\"");
    }

    private static boolean isText(String frame) {
        return frame.startsWith("{\"type\":\"text\",");
    }

    private static boolean isError(String frame) {
        return frame.startsWith("{\"type\":\"error\",");
    }

    /** Waits for what ends a story: an error, the third frame after the text, a close; or the handler's giving up. */
    private List<String> hearUntilSilence(TestClient client, Fault fault) throws InterruptedException {
        List<String> heard = new ArrayList<>();
        if (UNHEARD.contains(fault)) {
            heard.add(client.receive());
            heard.add(client.receive());
            cloud.recording()
                    .await(seen -> seen.posts().stream().anyMatch(post -> !post.isAccepted()), Duration.ofSeconds(20));
            cloud.recording()
                    .await(
                            seen -> seen.modelCalls()
                                    .get(0)
                                    .closed()
                                    .toCompletableFuture()
                                    .isDone(),
                            Duration.ofSeconds(20));
            heard.addAll(client.unread());
            return heard;
        }
        while (!client.isClosed() && !isOver(heard, fault)) {
            client.poll(Duration.ofMillis(100)).ifPresent(heard::add);
        }
        return heard;
    }

    private static boolean isOver(List<String> heard, Fault fault) {
        if (heard.isEmpty()) {
            return false;
        }
        String last = heard.get(heard.size() - 1);
        long others =
                heard.stream().filter(frame -> type(frame).equals("other")).count();
        return isError(last)
                || (GATEWAY_FRAMES.containsKey(fault) && fault != Fault.INTEGRATION_TIMES_OUT)
                || (heard.stream().anyMatch(FaultsTest::isText) && others >= 4);
    }

    private static String type(String frame) {
        JsonObject json = JsonParser.parseString(frame).getAsJsonObject();
        return json.has("type") ? json.get("type").getAsString() : "";
    }
}
