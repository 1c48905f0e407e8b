package dev.storystreamer.local;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.storystreamer.awslocal.LocalCloud;
import dev.storystreamer.awslocal.faults.LatencyProfile;
import dev.storystreamer.awslocal.testkit.Heap;
import dev.storystreamer.awslocal.testkit.RawClient;
import dev.storystreamer.awslocal.testkit.TestClient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One client gets complete stories while other clients violate the protocols; then all connections are released. */
@Timeout(180)
class HostileClientsTest {

    private static final int CONNECTS = 10_000;

    /** Threads of the server can still refer to a few closed connections. */
    private static final int MAX_CONNECTIONS_IN_HEAP = 10;

    private static final byte[] CLOSE = RawClient.frame(0x88, new byte[] {3, (byte) 0xe8});
    private static final byte[] STORY = RawClient.frame(0x81, StoryClients.REQUEST.getBytes(ISO_8859_1));

    private static final int OTHER_FRAMES_OF_A_STORY = 4;

    private final ExecutorService attackers = Executors.newFixedThreadPool(8);

    @Test
    void affectNoOtherClientAndLeaveNoConnection() throws Exception {
        DeployedHandler function = DeployedHandler.start(LocalCloud.builder()
                .latency(LatencyProfile.NO_DELAY.withTokenInterval(Duration.ofMillis(2)))
                .recordingCapacity(0));
        LocalCloud cloud = function.cloud();
        int completeStories = 0;
        TestClient regular = TestClient.connect(cloud.webSocketUri());
        String story = readStory(regular);
        List<Future<?>> attacks =
                attacks(cloud).stream().<Future<?>>map(attackers::submit).toList();
        while (!attacks.stream().allMatch(Future::isDone)) {
            assertThat(readStory(regular)).isEqualTo(story);
            completeStories++;
        }
        for (Future<?> attack : attacks) {
            attack.get();
        }
        assertThat(readStory(regular)).isEqualTo(story);
        regular.close();

        assertThat(completeStories).isPositive();
        await("no connection is open", () -> cloud.openConnections() == 0);
        await(
                "the connections are removed from the heap",
                () -> Heap.countInstances("dev.storystreamer.awslocal.apigateway.ClientConnection")
                        <= MAX_CONNECTIONS_IN_HEAP);
        function.close();
        await("all threads of the cloud have ended", () -> threadsOfTheCloud() == 0);
    }

    private List<Callable<?>> attacks(LocalCloud cloud) {
        List<Callable<?>> attacks = new ArrayList<>(List.of(
                () -> doesNotRead(cloud),
                () -> opensHalf(cloud),
                () -> sendsRandomBytes(cloud),
                () -> sendsInvalidFrames(cloud),
                () -> sendsACompressionBomb(cloud),
                () -> sendsEndlessRequests(cloud)));
        for (int part = 0; part < 4; part++) {
            attacks.add(() -> connectsAndDisconnects(cloud, CONNECTS / 4));
        }
        return attacks;
    }

    private static int doesNotRead(LocalCloud cloud) throws IOException {
        List<RawClient> readers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            RawClient reader = RawClient.webSocket(cloud);
            for (int message = 0; message < 5; message++) {
                reader.send(STORY);
            }
            readers.add(reader);
        }
        RawClient last = RawClient.webSocket(cloud).send(STORY); // reads, so that the server has time to send
        last.skip(200);
        last.reset();
        for (RawClient reader : readers) {
            reader.reset();
        }
        return readers.size();
    }

    private static int opensHalf(LocalCloud cloud) throws IOException {
        List<RawClient> open = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            open.add(RawClient.connect(cloud.port()));
            open.add(RawClient.connect(cloud.port()).send("GET /prod HTTP/1.1\r\nUpgr"));
            open.add(RawClient.webSocket(cloud));
            open.add(RawClient.webSocket(cloud).send(new byte[] {(byte) 0x81, (byte) 0xfe, 0x10}));
        }
        for (RawClient socket : open) {
            socket.close();
        }
        return open.size();
    }

    private static int connectsAndDisconnects(LocalCloud cloud, int times) throws IOException {
        for (int i = 0; i < times; i++) {
            RawClient socket = RawClient.webSocket(cloud);
            if (i % 2 == 0) {
                socket.reset();
            } else {
                assertThat(socket.send(CLOSE).closeCode()).isEqualTo(1000);
                socket.reset(); // the port is free at once, not after TIME_WAIT
            }
        }
        return times;
    }

    private static int sendsRandomBytes(LocalCloud cloud) throws IOException {
        var random = new Random(7);
        for (int i = 0; i < 200; i++) {
            byte[] bytes = new byte[2_000];
            random.nextBytes(bytes);
            bytes[1] &= 0x7f; // no mask: always an error
            RawClient socket = RawClient.webSocket(cloud);
            assertThat(socket.send(bytes).shutdownOutput().closeCode()).isIn(1002, 1003, 1006, 1007, 1009);
            socket.reset();
        }
        return 200;
    }

    /** Frames that RFC 6455 or API Gateway forbids, and the close code for each. */
    private static int sendsInvalidFrames(LocalCloud cloud) throws IOException {
        byte[] unmasked = {(byte) 0x81, 2, 'h', 'i'};
        byte[] longPing = new byte[134];
        longPing[0] = (byte) 0x89;
        longPing[1] = (byte) (0x80 | 126);
        longPing[3] = 126;
        byte[] deflated = {(byte) 0xca, 0x48, (byte) 0xcd, (byte) 0xc9, (byte) 0xc9, 0x07, 0x00};
        byte[] notUtf8 = {(byte) 0xc3, (byte) 0x28};
        Map<byte[], Integer> codes = Map.of(
                unmasked,
                1002,
                longPing,
                1002,
                RawClient.frame(0xc1, deflated),
                1002, // compressed, but compression was not negotiated
                RawClient.frame(0x83, new byte[0]),
                1002, // unknown opcode
                RawClient.frame(0x80, new byte[0]),
                1002, // a continuation without a first frame
                RawClient.frame(0x09, new byte[0]),
                1002, // a fragmented ping
                RawClient.frame(0x81, notUtf8),
                1007,
                RawClient.frame(0x82, new byte[] {1}),
                1003);
        for (Map.Entry<byte[], Integer> frame : codes.entrySet()) {
            RawClient socket = RawClient.webSocket(cloud);
            assertThat(socket.send(frame.getKey()).closeCode())
                    .as(HexFormat.of().formatHex(frame.getKey()))
                    .isEqualTo(frame.getValue());
            socket.reset();
        }
        return codes.size();
    }

    /** A body that would be a thousand times as large after decompression. The server does not decompress it. */
    private static int sendsACompressionBomb(LocalCloud cloud) throws IOException {
        var bomb = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(bomb)) {
            for (int megabyte = 0; megabyte < 64; megabyte++) {
                gzip.write(new byte[1 << 20]);
            }
        }
        RawClient socket = RawClient.connect(cloud.port())
                .send("POST /model/amazon.nova-lite-v1%3A0/converse-stream HTTP/1.1\r\nHost: localhost\r\n"
                        + "Content-Encoding: gzip\r\nContent-Length: " + bomb.size() + "\r\n\r\n")
                .send(bomb.toByteArray());
        assertThat(socket.statusLine()).contains(" 400 ");
        socket.reset();
        return 1;
    }

    /** Endless headers, and endless bodies of posts, model calls and invocations. */
    private static int sendsEndlessRequests(LocalCloud cloud) throws IOException {
        String chunk = "8000\r\n" + "x".repeat(0x8000) + "\r\n";
        List<String> starts = List.of(
                "GET / HTTP/1.1\r\nHost: localhost\r\nX: ",
                "POST /prod/@connections/eHrdFcnvvHcCE-w%3D HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n",
                "POST /model/amazon.nova-lite-v1%3A0/converse-stream HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n",
                "POST /2015-03-31/functions/story/invocations HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n");
        for (String start : starts) {
            assertThat(RawClient.connect(cloud.port()).send(start).sendUntilClosed(chunk, 4_000))
                    .isLessThan(4_000);
        }
        return starts.size();
    }

    private static void await(String what, BooleanSupplier reached) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!reached.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what + " within 30 s").isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    private static long threadsOfTheCloud() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("aws-local"))
                .count();
    }

    /** Requests a story and returns its text after its last frame. */
    private static String readStory(TestClient client) throws InterruptedException {
        client.send(StoryClients.REQUEST);
        var text = new StringBuilder();
        for (int others = 0; others < OTHER_FRAMES_OF_A_STORY; ) {
            String frame = client.receive();
            JsonObject json = JsonParser.parseString(frame).getAsJsonObject();
            switch (json.get("type").getAsString()) {
                case "text" -> text.append(json.get("message").getAsString());
                case "other" -> others++;
                default -> throw new AssertionError(frame);
            }
        }
        return text.toString();
    }
}
