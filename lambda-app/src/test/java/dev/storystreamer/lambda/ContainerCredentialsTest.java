package dev.storystreamer.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.storystreamer.awslocal.faults.LatencyProfile;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Credentials that come over HTTP, as with SnapStart, from a server that answers only when the test allows it. */
class ContainerCredentialsTest {

    private static final String SECRET =
            "{\"AccessKeyId\":\"AKIDCONTAINER\",\"SecretAccessKey\":\"s\",\"Token\":\"container-token\","
                    + "\"Expiration\":\"2099-01-01T00:00:00Z\"}";

    private final CountDownLatch requested = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);
    private final Map<String, String> properties = new HashMap<>();

    /** By path: the session token of the requests to Bedrock and to API Gateway. */
    private final Map<String, String> tokens = new ConcurrentHashMap<>();

    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newCachedThreadPool());
        server.createContext("/", this::answer);
        server.start();
        set(
                "aws.containerCredentialsFullUri",
                "http://127.0.0.1:" + server.getAddress().getPort() + "/");
        set("aws.sharedCredentialsFile", "/none");
        set("aws.configFile", "/none");
    }

    private void set(String property, String value) {
        properties.put(property, System.getProperty(property));
        System.setProperty(property, value);
    }

    private void answer(HttpExchange exchange) throws IOException {
        requested.countDown();
        try {
            released.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        byte[] body = SECRET.getBytes(UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @AfterEach
    void stop() {
        released.countDown();
        server.stop(0);
        properties.forEach((name, value) -> {
            if (value == null) {
                System.clearProperty(name);
            } else {
                System.setProperty(name, value);
            }
        });
    }

    @Test
    void aStoryWaitsForCredentialsWithoutBlockingAnEventLoopOrTheTimerThread() throws Exception {
        Map<String, String> fromTheContainer = new HashMap<>(Map.of("AWS_ACCESS_KEY_ID", ""));
        try (LocalDeployment deployment = LocalDeployment.inProcess(LatencyProfile.NO_DELAY, fromTheContainer);
                LocalDeployment other = LocalDeployment.inProcess(LatencyProfile.NO_DELAY, Map.of());
                TestUser user = deployment.user();
                TestUser otherUser = other.user()) {
            assertThat(requested.await(20, TimeUnit.SECONDS))
                    .as("credentials are requested before the first story")
                    .isTrue();

            user.send("{\"storyType\":\"CATS\"}");
            otherUser.send("{\"storyType\":\"DOGS\"}");
            assertThat(other.answer()).contains("Message processed");
            assertThat(threadsIn("ContainerCredentialsProvider")).containsOnly("story-credentials");

            released.countDown();
            assertThat(deployment.answer()).contains("Message processed");
            assertThat(user.readAll()).hasSizeGreaterThan(5).last().isEqualTo("{\"type\":\"other\",\"message\":null}");
        }
    }

    @Test
    void theDeadlineOfAStoryWithoutCredentialsFiresAndALaterStoryIsSignedWithThem() throws Exception {
        server.createContext("/model/", this::converse);
        server.createContext("/prod/@connections/", this::post);
        String aws = "http://127.0.0.1:" + server.getAddress().getPort();
        Map<String, String> environment = Map.of(
                "STORY_MODEL_ID",
                "global.amazon.nova-2-lite-v1:0",
                "STORY_CALLBACK_URL",
                aws + "/prod",
                "AWS_ENDPOINT_URL_BEDROCK_RUNTIME",
                aws,
                "AWS_REGION",
                "us-east-1");
        try (StoryHandler handler = new StoryHandler(environment)) {
            assertThat(requested.await(20, TimeUnit.SECONDS)).isTrue();
            RecordingContext expired = new RecordingContext(Duration.ofSeconds(3));
            handler.handleRequest(TestEvents.message("eHrdFcnvvHcCE-w=", "{\"storyType\":\"CATS\"}"), expired);

            assertThat(expired.text()).contains("\"ending\":\"expired\"");
            assertThat(threadsIn("ContainerCredentialsProvider")).containsOnly("story-credentials");
            assertThat(threadsIn("ApplyUserAgentStage"))
                    .as("threads that wait in the SDK")
                    .isEmpty();
            assertThat(tokens).isEmpty();

            released.countDown();
            RecordingContext finished = new RecordingContext();
            handler.handleRequest(TestEvents.message("eHrdFcnvvHcCE-w=", "{\"storyType\":\"DOGS\"}"), finished);

            assertThat(finished.text()).contains("\"ending\":\"finished\"");
            assertThat(tokens).containsKeys("/model/", "/prod/@connections/");
            assertThat(tokens.values()).containsOnly("container-token");
        }
    }

    private void converse(HttpExchange exchange) throws IOException {
        record(exchange);
        exchange.getResponseHeaders().set("Content-Type", "application/vnd.amazon.eventstream");
        exchange.sendResponseHeaders(200, 0);
        try (exchange) {
            send(exchange, "messageStart", "{\"role\":\"assistant\"}");
            send(exchange, "contentBlockDelta", "{\"contentBlockIndex\":0,\"delta\":{\"text\":\"Woof\"}}");
            send(exchange, "contentBlockStop", "{\"contentBlockIndex\":0}");
            send(exchange, "messageStop", "{\"stopReason\":\"end_turn\"}");
        }
    }

    private static void send(HttpExchange exchange, String type, String payload) throws IOException {
        exchange.getResponseBody()
                .write(FaultyAwsServer.frame("event", ":event-type", type, payload)
                        .array());
    }

    private void post(HttpExchange exchange) throws IOException {
        try (exchange) {
            record(exchange);
            exchange.sendResponseHeaders(200, -1);
        }
    }

    private void record(HttpExchange exchange) throws IOException {
        exchange.getRequestBody().readAllBytes();
        String token = String.valueOf(exchange.getRequestHeaders().getFirst("X-Amz-Security-Token"));
        tokens.merge(exchange.getHttpContext().getPath(), token, (one, other) -> one.equals(other) ? one : "different");
    }

    /** Returns the names of the threads that run a method of a class. */
    private static List<String> threadsIn(String className) {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(thread -> Arrays.stream(thread.getValue())
                        .anyMatch(frame -> frame.getClassName().contains(className)))
                .map(thread -> thread.getKey().getName())
                .toList();
    }
}
