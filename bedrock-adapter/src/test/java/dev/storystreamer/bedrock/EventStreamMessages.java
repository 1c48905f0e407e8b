package dev.storystreamer.bedrock;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import software.amazon.awssdk.eventstream.HeaderValue;
import software.amazon.awssdk.eventstream.Message;

/** Event-stream messages as Bedrock sends them, encoded by AWS's library. */
final class EventStreamMessages {

    /** A response with each of the six event types, and with characters of one to four bytes. */
    static final byte[] STORY = join(
            event("messageStart", "{\"p\":\"abcd\",\"role\":\"assistant\"}"),
            event("contentBlockStart", "{\"contentBlockIndex\":0,\"start\":{}}"),
            text("Once"),
            text(" upón ☾ 🐈"),
            event("contentBlockStop", "{\"contentBlockIndex\":0,\"p\":\"abc\"}"),
            event("messageStop", "{\"p\":\"abcdefg\",\"stopReason\":\"end_turn\"}"),
            event(
                    "metadata",
                    "{\"metrics\":{\"latencyMs\":940},\"p\":\"abcd\",\"usage\":{\"inputTokens\":16,"
                            + "\"outputTokens\":23,\"serverToolUsage\":{},\"totalTokens\":39}}"));

    static final byte[] START = event("messageStart", "{\"role\":\"assistant\"}");

    private EventStreamMessages() {}

    static byte[] text(String text) {
        return delta("{\"text\":\"" + text + "\"}");
    }

    static byte[] delta(String json) {
        return event("contentBlockDelta", "{\"contentBlockIndex\":0,\"delta\":" + json + ",\"p\":\"abcdef\"}");
    }

    static byte[] stop(String reason) {
        return event("messageStop", "{\"stopReason\":\"" + reason + "\"}");
    }

    static byte[] event(String type, String json) {
        return message(json, ":event-type", type, ":content-type", "application/json", ":message-type", "event");
    }

    static byte[] exception(String type, String message) {
        return message(
                "{\"message\":\"" + message + "\"}",
                ":exception-type",
                type,
                ":content-type",
                "application/json",
                ":message-type",
                "exception");
    }

    static byte[] error(String code, String message) {
        return message("", ":error-code", code, ":error-message", message, ":message-type", "error");
    }

    static byte[] message(String payload, String... headers) {
        Map<String, HeaderValue> values = new LinkedHashMap<>();
        for (int i = 0; i < headers.length; i += 2) {
            values.put(headers[i], HeaderValue.fromString(headers[i + 1]));
        }
        ByteBuffer buffer = new Message(values, payload.getBytes(StandardCharsets.UTF_8)).toByteBuffer();
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    /** Flips one bit of the payload, so that the checksum of the message does not match. */
    static byte[] corrupted(byte[] message) {
        byte[] bytes = message.clone();
        bytes[bytes.length - 8] ^= 1;
        return bytes;
    }

    static byte[] join(byte[]... parts) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            joined.writeBytes(part);
        }
        return joined.toByteArray();
    }
}
