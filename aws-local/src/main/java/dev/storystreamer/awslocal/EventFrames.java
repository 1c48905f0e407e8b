package dev.storystreamer.awslocal;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import software.amazon.awssdk.eventstream.HeaderValue;
import software.amazon.awssdk.eventstream.Message;

/** Frames of the event-stream encoding, with the headers that Bedrock sends. */
final class EventFrames {

    private EventFrames() {}

    static byte[] event(String type, String payload) {
        return frame("event", ":event-type", type, payload);
    }

    static byte[] exception(String type, String message) {
        return frame("exception", ":exception-type", type, Answers.messageBody(message));
    }

    private static byte[] frame(String messageType, String typeHeader, String type, String payload) {
        Map<String, HeaderValue> headers = new LinkedHashMap<>();
        headers.put(typeHeader, HeaderValue.fromString(type));
        headers.put(":content-type", HeaderValue.fromString("application/json"));
        headers.put(":message-type", HeaderValue.fromString(messageType));
        var out = new ByteArrayOutputStream();
        new Message(headers, payload.getBytes(StandardCharsets.UTF_8)).encode(out);
        return out.toByteArray();
    }
}
