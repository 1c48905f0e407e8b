package dev.storystreamer.bedrock;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.storystreamer.bedrock.EventFrame.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.eventstream.HeaderValue;
import software.amazon.awssdk.eventstream.Message;

/** Held against what AWS's own library encodes. */
class EventFrameDecoderTest {

    private final EventFrameDecoder decoder = new EventFrameDecoder();

    @Test
    void readsEventsExceptionsAndErrors() throws Exception {
        add(Frames.text("Zoë"));
        add(Frames.exception("throttlingException", "slow down"));
        add(Frames.error("InternalFailure", "oh"));
        add(Frames.frame("?", ":message-type", "future"));

        assertThat(decoder.next())
                .isEqualTo(new EventFrame(
                        Kind.EVENT,
                        "contentBlockDelta",
                        "{\"contentBlockIndex\":0,\"delta\":{\"text\":\"Zoë\"},\"p\":\"abcdef\"}"));
        assertThat(decoder.next())
                .isEqualTo(new EventFrame(Kind.EXCEPTION, "throttlingException", "{\"message\":\"slow down\"}"));
        assertThat(decoder.next()).isEqualTo(new EventFrame(Kind.ERROR, "InternalFailure", ""));
        assertThat(decoder.next()).isEqualTo(new EventFrame(Kind.OTHER, "", "?"));
        assertThat(decoder.next()).isNull();
    }

    @Test
    void readsPastHeadersOfEveryType() throws Exception {
        Map<String, HeaderValue> headers = new LinkedHashMap<>();
        headers.put("true", HeaderValue.fromBoolean(true));
        headers.put("false", HeaderValue.fromBoolean(false));
        headers.put("byte", HeaderValue.fromByte((byte) 1));
        headers.put("integer", HeaderValue.fromInteger(3));
        headers.put("long", HeaderValue.fromLong(4));
        headers.put("bytes", HeaderValue.fromByteArray(new byte[300]));
        headers.put("string", HeaderValue.fromString("x".repeat(30_000)));
        headers.put("timestamp", HeaderValue.fromTimestamp(Instant.EPOCH));
        headers.put("uuid", HeaderValue.fromUuid(new UUID(1, 2)));
        headers.put(":event-type", HeaderValue.fromString("messageStop"));
        headers.put(":message-type", HeaderValue.fromString("event"));

        add(bytes(new Message(headers, "{}".getBytes(UTF_8)).toByteBuffer()));

        assertThat(decoder.next()).isEqualTo(new EventFrame(Kind.EVENT, "messageStop", "{}"));
    }

    @Test
    void readsPastAShort() throws Exception { // AWS's library leaves its value out
        byte[] headers = Frames.join(
                HexFormat.of().parseHex("0173030002"),
                HexFormat.of().parseHex("0d"),
                ":message-type".getBytes(UTF_8),
                HexFormat.of().parseHex("070005"),
                "event".getBytes(UTF_8));

        EventFrame frame = firstOf(frameWith(headers));

        assertThat(frame).isEqualTo(new EventFrame(Kind.EVENT, "", ""));
    }

    @Test
    void readsFramesOfAllSizesThroughPiecesOfAllSizes() throws Exception {
        Random random = new Random(7);
        List<String> sent = new ArrayList<>();
        byte[] stream = new byte[0];
        for (int i = 0; i < 200; i++) {
            String payload = "ü".repeat(random.nextInt(i < 195 ? 300 : 200_000));
            sent.add(payload);
            stream = Frames.join(stream, Frames.event("e", payload));
        }

        List<String> read = new ArrayList<>();
        for (int at = 0; at < stream.length; ) {
            int end = Math.min(stream.length, at + 1 + random.nextInt(random.nextInt(5) == 0 ? 60_000 : 400));
            add(Arrays.copyOfRange(stream, at, end));
            for (EventFrame frame = decoder.next(); frame != null; frame = decoder.next()) {
                read.add(frame.payload());
            }
            at = end;
        }

        assertThat(read).isEqualTo(sent);
    }

    @Test
    void noticesEveryBitThatWasChanged() {
        byte[] frame = Frames.text("Once");

        IntStream.range(0, frame.length * 8).forEach(bit -> {
            byte[] changed = frame.clone();
            changed[bit / 8] ^= (byte) (1 << (bit % 8));

            assertThatExceptionOfType(IOException.class).as("bit %d", bit).isThrownBy(() -> firstOf(changed));
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 15, 30_000_000, Integer.MAX_VALUE})
    void refusesAFrameOfALengthThatNoneHas(int total) {
        ByteBuffer prelude = withChecksum(ByteBuffer.allocate(12).putInt(total).putInt(0));

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> firstOf(prelude.array()))
                .withMessageStartingWith("a frame of " + total);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 1, Integer.MAX_VALUE})
    void refusesHeadersThatAreLongerThanTheirFrame(int headers) {
        ByteBuffer prelude = withChecksum(ByteBuffer.allocate(12).putInt(16).putInt(headers));

        assertThatExceptionOfType(IOException.class).isThrownBy(() -> firstOf(prelude.array()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ff", "0161", "01610a", "016107000978", "01610578"})
    void refusesHeadersThatCannotBeRead(String hex) {
        byte[] frame = frameWith(HexFormat.of().parseHex(hex));

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> firstOf(frame))
                .withMessageContaining("header");
    }

    @Test
    void refusesAFrameThatDoesNotSayWhatItIs() {
        byte[] frame = Frames.frame("{}", ":event-type", "messageStart");

        assertThatExceptionOfType(IOException.class).isThrownBy(() -> firstOf(frame));
    }

    private static byte[] frameWith(byte[] headers) {
        ByteBuffer frame = ByteBuffer.allocate(16 + headers.length);
        withChecksum(frame.putInt(frame.capacity()).putInt(headers.length));
        return withChecksum(frame.put(headers)).array();
    }

    private static ByteBuffer withChecksum(ByteBuffer bytes) {
        CRC32 crc = new CRC32();
        crc.update(bytes.duplicate().flip());
        return bytes.putInt((int) crc.getValue());
    }

    private static @Nullable EventFrame firstOf(byte[] bytes) throws IOException {
        EventFrameDecoder decoder = new EventFrameDecoder();
        decoder.add(ByteBuffer.wrap(bytes));
        EventFrame frame = decoder.next();
        if (frame == null) { // a length that was changed may ask for more than there is
            decoder.add(ByteBuffer.allocate(1 << 20));
            return decoder.next();
        }
        return frame;
    }

    private void add(byte[] bytes) {
        decoder.add(ByteBuffer.wrap(bytes));
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }
}
