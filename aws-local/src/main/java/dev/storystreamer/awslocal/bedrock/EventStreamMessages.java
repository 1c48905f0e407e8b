package dev.storystreamer.awslocal.bedrock;

import dev.storystreamer.awslocal.http.HttpResponses;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import software.amazon.awssdk.eventstream.HeaderValue;
import software.amazon.awssdk.eventstream.Message;

/** Encodes event-stream messages with the headers that Bedrock sends. */
final class EventStreamMessages {

    private EventStreamMessages() {}

    static byte[] event(String type, String payload) {
        return message("event", ":event-type", type, payload);
    }

    static byte[] exception(String type, String text) {
        return message("exception", ":exception-type", type, HttpResponses.messageBody(text));
    }

    private static byte[] message(String messageType, String typeHeader, String type, String payload) {
        Map<String, HeaderValue> headers = new LinkedHashMap<>();
        headers.put(typeHeader, HeaderValue.fromString(type));
        headers.put(":content-type", HeaderValue.fromString("application/json"));
        headers.put(":message-type", HeaderValue.fromString(messageType));
        var out = new ByteArrayOutputStream();
        new Message(headers, payload.getBytes(StandardCharsets.UTF_8)).encode(out);
        return out.toByteArray();
    }
}
