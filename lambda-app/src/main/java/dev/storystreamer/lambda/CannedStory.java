package dev.storystreamer.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2WebSocketEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2WebSocketResponse;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import software.amazon.eventstream.HeaderValue;
import software.amazon.eventstream.Message;

/** One story, as Bedrock's event stream brings it: what a process practises on. */
final class CannedStory {

    private static final int DELTAS = 24;

    private static final String EVENT = """
            {"requestContext":{"routeKey":"$default","connectionId":"cHJpbWluZw=","requestId":"priming"},
             "body":"{\\"storyType\\":\\"CATS\\"}"}""";

    private CannedStory() {}

    /**
     * Has the story told as for a client, the event read and the answer written too; what is logged goes nowhere.
     *
     * @throws IllegalStateException if it did not come to its end; the message is what was logged
     */
    static void tell(StoryHandler handler) {
        GsonSerializer json = new GsonSerializer();
        PrimingContext context = new PrimingContext();
        APIGatewayV2WebSocketEvent event = json.fromJson(EVENT, APIGatewayV2WebSocketEvent.class);
        json.toJson(
                handler.handleRequest(event, context),
                OutputStream.nullOutputStream(),
                APIGatewayV2WebSocketResponse.class);
        if (!context.log().contains("\"ending\":\"finished\"")) {
            throw new IllegalStateException(context.log());
        }
    }

    /** The frames, each of them one event, encoded by AWS's own library. */
    static List<ByteBuffer> frames() {
        List<ByteBuffer> frames = new ArrayList<>();
        frames.add(frame("messageStart", "{\"role\":\"assistant\"}"));
        for (int i = 0; i < DELTAS; i++) {
            frames.add(frame(
                    "contentBlockDelta",
                    "{\"contentBlockIndex\":0,\"delta\":{\"text\":\"Once upon a time, " + i + " \"}}"));
        }
        frames.add(frame("contentBlockStop", "{\"contentBlockIndex\":0}"));
        frames.add(frame("messageStop", "{\"stopReason\":\"end_turn\"}"));
        frames.add(
                frame(
                        "metadata",
                        "{\"usage\":{\"inputTokens\":8,\"outputTokens\":96,\"totalTokens\":104},\"metrics\":{\"latencyMs\":1}}"));
        return frames;
    }

    private static ByteBuffer frame(String type, String payload) {
        Map<String, HeaderValue> headers = Map.of(
                ":message-type", HeaderValue.fromString("event"),
                ":event-type", HeaderValue.fromString(type),
                ":content-type", HeaderValue.fromString("application/json"));
        return new Message(headers, payload.getBytes(UTF_8)).toByteBuffer();
    }
}
