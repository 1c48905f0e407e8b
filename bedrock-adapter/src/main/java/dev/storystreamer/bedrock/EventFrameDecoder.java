package dev.storystreamer.bedrock;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.storystreamer.bedrock.EventFrame.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * Cuts bytes into frames of AWS's event stream encoding, however the network has cut them before. Not thread-safe.
 *
 * <p>A frame is {@code total length, length of the headers, CRC-32 of these eight bytes, headers, payload, CRC-32 of all
 * before it}; the numbers have four bytes, big-endian.
 *
 * @see <a href="https://smithy.io/2.0/aws/amazon-eventstream.html">Event stream encoding</a>
 */
final class EventFrameDecoder {

    private static final int PRELUDE_BYTES = 12;
    private static final int CRC_BYTES = 4;
    private static final int MIN_FRAME_BYTES = PRELUDE_BYTES + CRC_BYTES;

    /** What the encoding allows: 24 MB of payload and 128 KB of headers. */
    private static final int MAX_FRAME_BYTES = 24 * 1024 * 1024 + 128 * 1024 + MIN_FRAME_BYTES;

    /** Some ten frames of a story. */
    private static final int FIRST_CAPACITY = 2048;

    private static final int STRING = 7;

    private final CRC32 crc = new CRC32();
    private ByteBuffer buffer = ByteBuffer.allocate(FIRST_CAPACITY).limit(0);

    /** Takes more bytes. */
    void add(ByteBuffer bytes) {
        int unread = buffer.remaining();
        if (buffer.capacity() - buffer.limit() < bytes.remaining()) {
            int needed = unread + bytes.remaining();
            byte[] target =
                    needed <= buffer.capacity() ? buffer.array() : new byte[Math.max(needed, 2 * buffer.capacity())];
            System.arraycopy(buffer.array(), buffer.position(), target, 0, unread);
            buffer = ByteBuffer.wrap(target).limit(unread);
        }
        int end = buffer.limit();
        int added = bytes.remaining();
        bytes.get(buffer.array(), end, added);
        buffer.limit(end + added);
    }

    /**
     * Takes the next frame out.
     *
     * @return null if its bytes have not all come yet
     * @throws IOException if the bytes are no event stream, or were changed on their way; there is no frame after that
     */
    @Nullable EventFrame next() throws IOException {
        int start = buffer.position();
        if (buffer.remaining() < PRELUDE_BYTES) {
            return null;
        }
        int total = buffer.getInt(start);
        int headers = buffer.getInt(start + 4);
        requireChecksum(start, PRELUDE_BYTES - CRC_BYTES);
        if (total < MIN_FRAME_BYTES || total > MAX_FRAME_BYTES || headers < 0 || headers > total - MIN_FRAME_BYTES) {
            throw new IOException("a frame of " + total + " bytes with headers of " + headers);
        }
        if (buffer.remaining() < total) {
            return null;
        }
        requireChecksum(start, total - CRC_BYTES);
        int payloadAt = start + PRELUDE_BYTES + headers;
        String payload = text(payloadAt, start + total - CRC_BYTES - payloadAt);
        buffer.position(start + PRELUDE_BYTES);
        EventFrame frame = frame(payloadAt, payload);
        buffer.position(start + total);
        return frame;
    }

    private void requireChecksum(int start, int length) throws IOException {
        crc.reset();
        crc.update(buffer.array(), start, length);
        if ((int) crc.getValue() != buffer.getInt(start + length)) {
            throw new IOException("a frame with a wrong checksum");
        }
    }

    private EventFrame frame(int headersEnd, String payload) throws IOException {
        Kind kind = null;
        String name = "";
        while (buffer.position() < headersEnd) {
            int nameLength = unsignedByte(headersEnd);
            String header = text(advance(nameLength, headersEnd), nameLength);
            int type = unsignedByte(headersEnd);
            int length = valueLength(type, headersEnd);
            int at = advance(length, headersEnd);
            if (type == STRING) {
                switch (header) {
                    case ":message-type" -> kind = kind(text(at, length));
                    case ":event-type", ":exception-type", ":error-code" -> name = text(at, length);
                    default -> {}
                }
            }
        }
        if (kind == null) {
            throw new IOException("a frame that does not say what it is");
        }
        return new EventFrame(kind, name, payload);
    }

    private static Kind kind(String messageType) {
        return switch (messageType) {
            case "event" -> Kind.EVENT;
            case "exception" -> Kind.EXCEPTION;
            case "error" -> Kind.ERROR;
            default -> Kind.OTHER;
        };
    }

    /** The ten types of values; those of variable length have it in front of them, in two bytes. */
    private int valueLength(int type, int headersEnd) throws IOException {
        return switch (type) {
            case 0, 1 -> 0; // true, false
            case 2 -> 1; // byte
            case 3 -> 2; // short
            case 4 -> 4; // integer
            case 5, 8 -> 8; // long, timestamp
            case 6, STRING -> buffer.getShort(advance(2, headersEnd)) & 0xffff;
            case 9 -> 16; // UUID
            default -> throw new IOException("a header of the unknown type " + type);
        };
    }

    private int unsignedByte(int headersEnd) throws IOException {
        return buffer.get(advance(1, headersEnd)) & 0xff;
    }

    /** Steps over some bytes of the headers, and returns where they begin. */
    private int advance(int bytes, int headersEnd) throws IOException {
        int at = buffer.position();
        if (bytes > headersEnd - at) {
            throw new IOException("a header that is longer than all headers");
        }
        buffer.position(at + bytes);
        return at;
    }

    private String text(int start, int length) {
        return new String(buffer.array(), start, length, UTF_8);
    }
}
