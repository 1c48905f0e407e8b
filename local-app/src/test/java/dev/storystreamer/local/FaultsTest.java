package dev.storystreamer.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.storystreamer.awslocal.LocalCloud;
import dev.storystreamer.awslocal.faults.Fault;
import dev.storystreamer.awslocal.faults.LatencyProfile;
import dev.storystreamer.awslocal.testkit.TestClient;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Injects each fault with the real handler and checks that a client sees what {@code --list-faults} prints. */
@Timeout(60)
class FaultsTest {

    private static final String V2_REQUEST =
            "{\"type\":\"send\",\"requestId\":\"r1\",\"id\":\"c1\",\"trigger\":\"submit-message\","
                    + "\"messages\":[{\"id\":\"u1\",\"role\":\"user\",\"parts\":[{\"type\":\"text\",\"text\":\"About cats\"}]}],"
                    + "\"headers\":{},\"body\":{}}";

    /** The story finishes. */
    private static final Set<Fault> FINISHED = EnumSet.of(
            Fault.MODEL_BUSY_ONCE,
            Fault.MODEL_REASONS,
            Fault.CONTENT_FILTERED,
            Fault.GUARDRAIL_INTERVENED,
            Fault.CUT_BY_MAX_TOKENS,
            Fault.CLIENT_STOPS,
            Fault.POST_THROTTLED_ONCE,
            Fault.POST_FAILS_ONCE);

    /** No frame reaches the client after the fault. */
    private static final Set<Fault> NOT_DELIVERED =
            EnumSet.of(Fault.POST_THROTTLED, Fault.POST_FAILS, Fault.POST_FORBIDDEN, Fault.POST_TOO_LARGE);

    /** A timeout of the handler ends the story. */
    private static final Set<Fault> TIMEOUTS = EnumSet.of(Fault.MODEL_SILENT, Fault.MODEL_STALLS);

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

    private static final Map<Fault, Integer> HANDSHAKE_STATUSES =
            Map.of(Fault.CONNECT_REFUSED, 401, Fault.CONNECT_FAILS, 502, Fault.CONNECT_THROTTLED, 429);

    private DeployedHandler function;

    private LocalCloud start(Fault fault) {
        Map<String, String> settings = TIMEOUTS.contains(fault)
                ? Map.of("STORY_FIRST_CHUNK_TIMEOUT_MS", "600", "STORY_STALL_TIMEOUT_MS", "600")
                : Map.of();
        function = DeployedHandler.start(
                LocalCloud.builder().latency(LatencyProfile.NO_DELAY.withTokenInterval(Duration.ofMillis(5))),
                settings,
                Duration.ofSeconds(12));
        return function.cloud();
    }

    @AfterEach
    void stop() {
        function.close();
    }

    @ParameterizedTest
    @EnumSource
    void hasTheListedEffectOnAClientOfProtocol1(Fault fault) throws Exception {
        LocalCloud cloud = start(fault);
        if (HANDSHAKE_STATUSES.containsKey(fault)) {
            assertThat(handshakeStatus(cloud, fault)).isEqualTo(HANDSHAKE_STATUSES.get(fault));
            return;
        }
        if (fault == Fault.FUNCTION_DEADLINE) {
            cloud.setLatency(cloud.latency().withTokenInterval(Duration.ofMillis(100)));
        }
        TestClient client = TestClient.connect(cloud.webSocketUri());
        cloud.setFaults(fault.flag());
        client.send(StoryClients.REQUEST);
        List<String> received = framesOfTheStory(cloud, client, fault);

        if (CLOSE_CODES.containsKey(fault)) {
            assertThat(client.closeCode()).isEqualTo(CLOSE_CODES.get(fault));
        } else if (GATEWAY_FRAMES.containsKey(fault)) {
            assertThat(received.get(0)).startsWith("{\"message\": \"" + GATEWAY_FRAMES.get(fault) + "\"");
        } else if (FINISHED.contains(fault)) {
            assertThat(received).noneMatch(StoryClients::isError).anyMatch(StoryClients::isText);
        } else if (NOT_DELIVERED.contains(fault)) {
            assertThat(received).hasSize(2).noneMatch(StoryClients::isError);
        } else {
            assertThat(received).filteredOn(StoryClients::isError).hasSize(1);
            assertThat(received.get(received.size() - 1)).matches(StoryClients::isError);
        }
    }

    private static int handshakeStatus(LocalCloud cloud, Fault fault) {
        cloud.setFaults(fault.flag());
        try {
            TestClient.connect(cloud.webSocketUri());
            return 101;
        } catch (CompletionException e) {
            return ((WebSocketHandshakeException) e.getCause()).getResponse().statusCode();
        }
    }

    @Test
    void stopsTheStoryOfAClientOfProtocol2() throws Exception {
        LocalCloud cloud = start(Fault.CLIENT_STOPS);
        TestClient client = TestClient.connect(cloud.webSocketUri());
        cloud.setFaults("client-stops@3");
        client.send(V2_REQUEST);
        List<String> received = new ArrayList<>();
        do {
            received.add(client.receive());
        } while (!received.get(received.size() - 1).contains("\"type\":\"end\""));

        assertThat(received.get(received.size() - 2)).contains("\"type\":\"abort\"");
    }

    /**
     * Reads frames until the story has ended for the client: an error frame, three frames after the text, or a close
     * frame; for a fault that stops all posts, until the model call has ended.
     */
    private static List<String> framesOfTheStory(LocalCloud cloud, TestClient client, Fault fault)
            throws InterruptedException {
        List<String> received = new ArrayList<>();
        if (NOT_DELIVERED.contains(fault)) {
            received.add(client.receive());
            received.add(client.receive());
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
            received.addAll(client.unread());
            return received;
        }
        while (!client.isClosed() && !isOver(received, fault)) {
            client.poll(Duration.ofMillis(100)).ifPresent(received::add);
        }
        return received;
    }

    private static boolean isOver(List<String> received, Fault fault) {
        if (received.isEmpty()) {
            return false;
        }
        String last = received.get(received.size() - 1);
        long others =
                received.stream().filter(frame -> type(frame).equals("other")).count();
        return StoryClients.isError(last)
                || (GATEWAY_FRAMES.containsKey(fault) && fault != Fault.INTEGRATION_TIMES_OUT)
                || (received.stream().anyMatch(StoryClients::isText) && others >= 4);
    }

    private static String type(String frame) {
        JsonObject json = JsonParser.parseString(frame).getAsJsonObject();
        return json.has("type") ? json.get("type").getAsString() : "";
    }
}
