package dev.storystreamer.awslocal.apigateway;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.storystreamer.awslocal.lambda.Invocation;
import dev.storystreamer.awslocal.lambda.LambdaFunction;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A function that queues its events and returns the configured response for each route. */
final class RecordingFunction implements LambdaFunction {

    private static final String OK = "{\"statusCode\":200}";

    private final BlockingQueue<JsonObject> events = new LinkedBlockingQueue<>();
    private final Map<String, Callable<String>> answers = new ConcurrentHashMap<>();

    RecordingFunction returning(String routeKey, Callable<String> answer) {
        answers.put(routeKey, answer);
        return this;
    }

    @Override
    public byte[] invoke(byte[] event, Invocation invocation) throws Exception {
        JsonObject json = JsonParser.parseString(new String(event, StandardCharsets.UTF_8))
                .getAsJsonObject();
        events.add(json);
        return answers.getOrDefault(context(json).get("routeKey").getAsString(), () -> OK)
                .call()
                .getBytes(StandardCharsets.UTF_8);
    }

    /** Waits for the next event. */
    JsonObject nextEvent() throws InterruptedException {
        JsonObject event = events.poll(20, TimeUnit.SECONDS);
        if (event == null) {
            throw new AssertionError("no event within 20 s");
        }
        return event;
    }

    static JsonObject context(JsonObject event) {
        return event.getAsJsonObject("requestContext");
    }
}
