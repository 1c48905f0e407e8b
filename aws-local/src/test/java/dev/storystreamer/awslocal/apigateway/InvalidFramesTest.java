package dev.storystreamer.awslocal.apigateway;

import static dev.storystreamer.awslocal.apigateway.RecordingFunction.context;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import dev.storystreamer.awslocal.LocalCloud;
import dev.storystreamer.awslocal.faults.LatencyProfile;
import dev.storystreamer.awslocal.testkit.RawClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** WebSocket frames that violate RFC 6455 or a limit, and clients that do not read. */
@Timeout(60)
class InvalidFramesTest {

    private static final int FIN_TEXT = 0x81;
    private static final int FIN_PING = 0x89;

    private final RecordingFunction function = new RecordingFunction();
    private LocalCloud cloud;

    @BeforeEach
    void start() {
        cloud = LocalCloud.builder().latency(LatencyProfile.NO_DELAY).start();
        cloud.deploy("story", function);
    }

    @AfterEach
    void stop() {
        cloud.close();
    }

    private void awaitNoConnection() {
        long deadline = System.nanoTime() + 20_000_000_000L;
        while (cloud.openConnections() > 0) {
            assertThat(System.nanoTime())
                    .as("connections are closed within 20 s")
                    .isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    private int disconnectCode() throws InterruptedException {
        JsonObject event = function.nextEvent();
        while (!context(event).get("routeKey").getAsString().equals("$disconnect")) {
            event = function.nextEvent();
        }
        return context(event).get("disconnectStatusCode").getAsInt();
    }

    @ParameterizedTest
    @CsvSource({
        "a reserved opcode of data,          83 80 01020304,                           1002",
        "a reserved opcode of control,       8b 80 01020304,                           1002",
        "a frame without a mask,             81 02 6869,                               1002",
        "a continuation of nothing,          80 82 01020304 6968,                      1002",
        "a text within a text,               01 82 01020304 6968 81 82 01020304 6968,  1002",
        "a compressed text,                  c1 82 01020304 6968,                      1002",
        "a reserved bit,                     91 82 01020304 6968,                      1002",
        "a ping in fragments,                09 80 01020304,                           1002",
        "a close with half a code,           88 81 01020304 02,                        1002",
        "a close with an undefined code,     88 82 01020304 02ef,                      1002",
        "a text that is not UTF-8,           81 82 01020304 fefd,                      1007",
        "a binary message,                   82 82 01020304 6968,                      1003",
        "a frame of 2 to the 62 bytes,       81 ff 4000000000000000 01020304,          1009"
    })
    void closesWithTheCodeOfRfc6455(String description, String bytes, int code) throws Exception {
        try (RawClient client = RawClient.webSocket(cloud)) {
            client.send(HexFormat.of().parseHex(bytes.replace(" ", "")));

            assertThat(client.closeCode()).as(description).isEqualTo(code);
        }
        assertThat(disconnectCode()).isEqualTo(code);
        awaitNoConnection();
    }

    @ParameterizedTest
    @ValueSource(ints = {0x88, 0x89, 0x8a})
    void closesAControlFrameOfMoreThan125BytesWith1002(int first) throws Exception {
        try (RawClient client = RawClient.webSocket(cloud)) {
            client.send(RawClient.frame(first, new byte[126]));

            assertThat(client.closeCode()).isEqualTo(1002);
        }
        assertThat(disconnectCode()).isEqualTo(1002);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void closesOnRandomBytes(long seed) throws Exception {
        byte[] noise = new byte[4096];
        new Random(seed).nextBytes(noise);
        noise[1] &= 0x7f; // no mask, so that no frame is longer than the bytes that are sent
        try (RawClient client = RawClient.webSocket(cloud)) {
            client.send(noise);

            assertThat(client.closeCode()).isIn(1002, 1006);
        }
        assertThat(disconnectCode()).isEqualTo(1002);
    }

    @Test
    void disconnectsAClientThatDoesNotAnswerAClose() throws Exception {
        try (RawClient client = RawClient.webSocket(cloud)) {
            client.send(RawClient.frame(0x82, new byte[2]));

            assertThat(client.closeCode()).isEqualTo(1003);
            assertThat(client.awaitDisconnect()).isTrue();
        }
        assertThat(disconnectCode()).isEqualTo(1003);
    }

    @Test
    void detectsAReset() throws Exception {
        RawClient.webSocket(cloud).reset();

        assertThat(disconnectCode()).isEqualTo(1006);
        awaitNoConnection();
    }

    @Test
    void detectsADisconnectWithoutAClose() throws Exception {
        RawClient.webSocket(cloud).close();

        assertThat(disconnectCode()).isEqualTo(1006);
        awaitNoConnection();
    }

    @Test
    void stopsReadingPingsWhenPongsAreNotRead() throws Exception {
        byte[] pings = repeated(RawClient.frame(FIN_PING, new byte[125]));

        assertThat(sendUntilBlocked(pings)).isLessThan(MAX_SENT);
        assertThat(disconnectCode()).isEqualTo(1006);
    }

    @Test
    void stopsReadingMessagesWhenErrorFramesAreNotRead() throws Exception {
        cloud.close();
        cloud = LocalCloud.builder()
                .latency(LatencyProfile.NO_DELAY)
                .webSocketApi(WebSocketApi.of("story").withoutRoute(WebSocketApi.DEFAULT))
                .start();
        cloud.deploy("story", function);
        byte[] messages = repeated(RawClient.frame(FIN_TEXT, "x".repeat(1_024).getBytes(StandardCharsets.UTF_8)));

        assertThat(sendUntilBlocked(messages)).isLessThan(MAX_SENT);
        assertThat(disconnectCode()).isEqualTo(1006);
    }

    private static final long MAX_SENT = 256L << 20;

    private static byte[] repeated(byte[] frame) {
        ByteBuffer many = ByteBuffer.allocate(frame.length * (64 * 1024 / frame.length));
        while (many.hasRemaining()) {
            many.put(frame);
        }
        return many.array();
    }

    /** Sends the bytes repeatedly and reads nothing, until no byte is accepted for two seconds; then disconnects. */
    private long sendUntilBlocked(byte[] bytes) throws IOException {
        long sent = 0;
        try (SocketChannel channel = SocketChannel.open();
                Selector selector = Selector.open()) {
            channel.setOption(StandardSocketOptions.SO_RCVBUF, 16 * 1024);
            channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), cloud.port()));
            channel.write(ByteBuffer.wrap(RawClient.handshake("/prod").getBytes(StandardCharsets.US_ASCII)));
            channel.read(ByteBuffer.allocate(12)); // after the first bytes of the response, frames can be sent
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_WRITE);
            ByteBuffer next = ByteBuffer.wrap(bytes);
            while (sent < MAX_SENT && selector.select(2_000) > 0) {
                selector.selectedKeys().clear();
                sent += channel.write(next);
                if (!next.hasRemaining()) {
                    next.rewind();
                }
            }
        }
        return sent;
    }
}
