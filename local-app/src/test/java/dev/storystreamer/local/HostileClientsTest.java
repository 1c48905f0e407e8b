package dev.storystreamer.local;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.storystreamer.awslocal.LocalCloud;
import dev.storystreamer.awslocal.Pace;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
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
import javax.management.JMException;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One honest client is told its stories whole while others do what no honest client does; then nothing is left of them. */
@Timeout(180)
class HostileClientsTest {

    private static final int CONNECTS = 10_000;

    /** What a thread of the server may still have in hand. */
    private static final int FEW = 10;

    private static final byte[] GOODBYE = HostileSocket.frame(0x88, new byte[] {3, (byte) 0xe8});
    private static final byte[] STORY = HostileSocket.frame(0x81, "{\"storyType\":\"CATS\"}".getBytes(ISO_8859_1));

    private final ExecutorService hostile = Executors.newFixedThreadPool(8);

    @Test
    void takeNothingFromAnHonestOneAndLeaveNothingBehind() throws Exception {
        RealFunction function = RealFunction.start(LocalCloud.builder()
                .pace(Pace.AT_ONCE.withTokenInterval(Duration.ofMillis(2)))
                .record(0));
        LocalCloud cloud = function.cloud();
        int whole = 0;
        try (HonestClient honest = HonestClient.connect(cloud.webSocketUri())) {
            String story = honest.hearAStory();
            List<Future<?>> attacks =
                    attacks(cloud).stream().<Future<?>>map(hostile::submit).toList();
            while (!attacks.stream().allMatch(Future::isDone)) {
                assertThat(honest.hearAStory()).isEqualTo(story);
                whole++;
            }
            for (Future<?> attack : attacks) {
                attack.get();
            }
            assertThat(honest.hearAStory()).isEqualTo(story);
        }

        assertThat(whole).isPositive();
        await("no connection is open", () -> cloud.openConnections() == 0);
        await("hardly a connection is in the heap", () -> living("dev.storystreamer.awslocal.Connection") <= FEW);
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
        List<HostileSocket> readers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            HostileSocket reader = HostileSocket.webSocket(cloud);
            for (int message = 0; message < 5; message++) {
                reader.send(STORY);
            }
            readers.add(reader);
        }
        HostileSocket last = HostileSocket.webSocket(cloud).send(STORY); // and this one reads, so time passes
        last.awaitBytes(200);
        last.reset();
        for (HostileSocket reader : readers) {
            reader.reset();
        }
        return readers.size();
    }

    private static int halfOpens(LocalCloud cloud) throws IOException {
        List<HostileSocket> open = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            open.add(HostileSocket.connect(cloud));
            open.add(HostileSocket.connect(cloud).send("GET /prod HTTP/1.1\r\nUpgr"));
            open.add(HostileSocket.webSocket(cloud));
            open.add(HostileSocket.webSocket(cloud).send(new byte[] {(byte) 0x81, (byte) 0xfe, 0x10}));
        }
        for (HostileSocket socket : open) {
            socket.vanish();
        }
        return open.size();
    }

    private static int comesAndGoes(LocalCloud cloud, int times) throws IOException {
        for (int i = 0; i < times; i++) {
            HostileSocket socket = HostileSocket.webSocket(cloud);
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
            HostileSocket socket = HostileSocket.webSocket(cloud);
            assertThat(socket.send(noise).sayNoMore().closeCode()).isIn(1002, 1003, 1006, 1007, 1009);
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
                HostileSocket.frame(0xc1, deflated),
                1002, // compressed, though nobody agreed to that
                HostileSocket.frame(0x83, new byte[0]),
                1002, // a kind of frame that does not exist
                HostileSocket.frame(0x80, new byte[0]),
                1002, // goes on with what never began
                HostileSocket.frame(0x09, new byte[0]),
                1002, // a ping in pieces
                HostileSocket.frame(0x81, notUtf8),
                1007,
                HostileSocket.frame(0x82, new byte[] {1}),
                1003);
        for (Map.Entry<byte[], Integer> broken : codes.entrySet()) {
            HostileSocket socket = HostileSocket.webSocket(cloud);
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
        HostileSocket socket = HostileSocket.connect(cloud)
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
            assertThat(HostileSocket.connect(cloud).send(start).sendUntilRefused(chunk, 4_000))
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

    /** How many there are in the heap after a full collection, as {@code jcmd GC.class_histogram} counts. */
    private static long living(String className) {
        try {
            Object histogram = ManagementFactory.getPlatformMBeanServer()
                    .invoke(
                            new ObjectName("com.sun.management:type=DiagnosticCommand"),
                            "gcClassHistogram",
                            new Object[] {new String[0]},
                            new String[] {String[].class.getName()});
            return histogram
                    .toString()
                    .lines()
                    .map(line -> line.trim().split("\\s+"))
                    .filter(row -> row.length >= 4 && row[3].equals(className))
                    .mapToLong(row -> Long.parseLong(row[1]))
                    .sum();
        } catch (JMException e) {
            throw new IllegalStateException(e);
        }
    }
}
