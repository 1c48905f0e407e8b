package dev.storystreamer.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.storystreamer.awslocal.faults.LatencyProfile;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Credentials that come over HTTP, as with SnapStart, from a server that answers only when the test allows it. */
class ContainerCredentialsTest {

    private static final String SECRET = "{\"AccessKeyId\":\"AKIDCONTAINER\",\"SecretAccessKey\":\"s\",\"Token\":\"t\","
            + "\"Expiration\":\"2099-01-01T00:00:00Z\"}";

    private final CountDownLatch requested = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);
    private final Map<String, String> properties = new HashMap<>();
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

    /** Returns the names of the threads that run a method of a class. */
    private static List<String> threadsIn(String className) {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(thread -> Arrays.stream(thread.getValue())
                        .anyMatch(frame -> frame.getClassName().contains(className)))
                .map(thread -> thread.getKey().getName())
                .toList();
    }
}
