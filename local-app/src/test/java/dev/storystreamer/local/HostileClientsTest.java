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

/** One honest client is told its stories whole while others do what no honest client does; then nothing is left of them. */
@Timeout(180)
class HostileClientsTest {

    private static final int CONNECTS = 10_000;

    /** What a thread of the server may still have in hand. */
    private static final int FEW = 10;

    private static final byte[] GOODBYE = RawClient.frame(0x88, new byte[] {3, (byte) 0xe8});
    private static final byte[] STORY = RawClient.frame(0x81, "{\"storyType\":\"CATS\"}".getBytes(ISO_8859_1));

    private static final int OTHERS_OF_A_STORY = 4;

    private final ExecutorService hostile = Executors.newFixedThreadPool(8);

    @Test
    void takeNothingFromAnHonestOneAndLeaveNothingBehind() throws Exception {
        RealFunction function = RealFunction.start(LocalCloud.builder()
                .latency(LatencyProfile.NO_DELAY.withTokenInterval(Duration.ofMillis(2)))
                .recordingCapacity(0));
        LocalCloud cloud = function.cloud();
        int whole = 0;
        TestClient honest = TestClient.connect(cloud.webSocketUri());
        String story = hearAStory(honest);
        List<Future<?>> attacks =
                attacks(cloud).stream().<Future<?>>map(hostile::submit).toList();
        while (!attacks.stream().allMatch(Future::isDone)) {
            assertThat(hearAStory(honest)).isEqualTo(story);
            whole++;
        }
        for (Future<?> attack : attacks) {
            attack.get();
        }
        assertThat(hearAStory(honest)).isEqualTo(story);
        honest.close();

        assertThat(whole).isPositive();
        await("no connection is open", () -> cloud.openConnections() == 0);
        await(
                "hardly a connection is in the heap",
                () -> Heap.countInstances("dev.storystreamer.awslocal.apigateway.ClientConnection") <= FEW);
        function.close();
        await("no thread of the cloud is left", () -> threadsOfTheCloud() == 0);
    }

    private List<Callable<?>> attacks(LocalCloud cloud) {
        List<Callable<?>> attacks = new ArrayList<>(List.of(
                () -> neverReads(cloud),
                () -> halfOpens(cloud),
                () -> makesNoise(cloud),
                () -> breaksTheRules(cloud),
                () -> bringsBombs(cloud),
                () -> sendsWithoutEnd(cloud)));
        for (int part = 0; part < 4; part++) {
            attacks.add(() -> comesAndGoes(cloud, CONNECTS / 4));
        }
        return attacks;
    }

    private static int neverReads(LocalCloud cloud) throws IOException {
        List<RawClient> readers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            RawClient reader = RawClient.webSocket(cloud);
            for (int message = 0; message < 5; message++) {
                reader.send(STORY);
            }
            readers.add(reader);
        }
        RawClient last = RawClient.webSocket(cloud).send(STORY); // and this one reads, so time passes
        last.skip(200);
        last.reset();
        for (RawClient reader : readers) {
            reader.reset();
        }
        return readers.size();
    }

    private static int halfOpens(LocalCloud cloud) throws IOException {
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

    private static int comesAndGoes(LocalCloud cloud, int times) throws IOException {
        for (int i = 0; i < times; i++) {
            RawClient socket = RawClient.webSocket(cloud);
            if (i % 2 == 0) {
                socket.reset();
            } else {
                assertThat(socket.send(GOODBYE).closeCode()).isEqualTo(1000);
                socket.reset(); // after a clean close, and no port is kept for a minute
            }
        }
        return times;
    }

    private static int makesNoise(LocalCloud cloud) throws IOException {
        var random = new Random(7);
        for (int i = 0; i < 200; i++) {
            byte[] noise = new byte[2_000];
            random.nextBytes(noise);
            noise[1] &= 0x7f; // without a mask, which is an error whatever follows
            RawClient socket = RawClient.webSocket(cloud);
            assertThat(socket.send(noise).shutdownOutput().closeCode()).isIn(1002, 1003, 1006, 1007, 1009);
            socket.reset();
        }
        return 200;
    }

    /** What no client may send, and the code with which RFC 6455 and API Gateway end it. */
    private static int breaksTheRules(LocalCloud cloud) throws IOException {
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
                1002, // compressed, though nobody agreed to that
                RawClient.frame(0x83, new byte[0]),
                1002, // a kind of frame that does not exist
                RawClient.frame(0x80, new byte[0]),
                1002, // goes on with what never began
                RawClient.frame(0x09, new byte[0]),
                1002, // a ping in pieces
                RawClient.frame(0x81, notUtf8),
                1007,
                RawClient.frame(0x82, new byte[] {1}),
                1003);
        for (Map.Entry<byte[], Integer> broken : codes.entrySet()) {
            RawClient socket = RawClient.webSocket(cloud);
            assertThat(socket.send(broken.getKey()).closeCode())
                    .as(HexFormat.of().formatHex(broken.getKey()))
                    .isEqualTo(broken.getValue());
            socket.reset();
        }
        return codes.size();
    }

    /** A body that would be a thousand times as large if somebody unpacked it: nobody does, and it is no JSON. */
    private static int bringsBombs(LocalCloud cloud) throws IOException {
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

    /** Headers, and bodies of posts, model calls and invocations. */
    private static int sendsWithoutEnd(LocalCloud cloud) throws IOException {
        String chunk = "8000\r\n" + "x".repeat(0x8000) + "\r\n";
        List<String> starts = List.of(
                "GET / HTTP/1.1\r\nHost: localhost\r\nX: ",
                "POST /prod/@connections/eHrdFcnvvHcCE-w%3D HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n",
                "POST /model/amazon.nova-lite-v1%3A0/converse-stream HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n",
                "POST /2015-03-31/functions/story/invocations HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n");
        for (String start : starts) {
            assertThat(RawClient.connect(cloud.port()).send(start).sendUntilRefused(chunk, 4_000))
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

    /** Asks for a story; gives its text when its last frame has come. */
    private static String hearAStory(TestClient client) throws InterruptedException {
        client.send("{\"storyType\":\"CATS\"}");
        var text = new StringBuilder();
        for (int others = 0; others < OTHERS_OF_A_STORY; ) {
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
