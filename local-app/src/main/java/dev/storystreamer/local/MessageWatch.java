package dev.storystreamer.local;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2WebSocketEvent;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.storystreamer.awslocal.lambda.Invocation;
import dev.storystreamer.awslocal.lambda.LambdaFunction;
import dev.storystreamer.lambda.StoryHandler;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * The handler as a function that can be watched: wire v1 has no frame that says that a story is over, nor how it ended when
 * its client could not be told. Thread-safe.
 */
final class MessageWatch implements LambdaFunction, AutoCloseable {

    private final StoryHandler handler;
    private final LambdaFunction function;
    private final CompletableFuture<Boolean> answered = new CompletableFuture<>();
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile boolean called;
    private volatile boolean finished;

    /** Takes the handler over. */
    MessageWatch(StoryHandler handler, Consumer<String> log) {
        this.handler = handler;
        this.function = LambdaFunction.of(handler, APIGatewayV2WebSocketEvent.class, line -> {
            if (!answered.isDone()) {
                finished |= saysFinished(line);
            }
            log.accept(line);
        });
    }

    /** Completes when the first message has been answered, with whether a story has finished by then. */
    CompletableFuture<Boolean> answered() {
        return answered;
    }

    /** Whether a message has reached the handler. */
    boolean wasCalled() {
        return called;
    }

    @Override
    public byte[] invoke(byte[] event, Invocation invocation) throws Exception {
        boolean first = !answered.isDone() && isMessage(event);
        called |= first;
        try {
            return function.invoke(event, invocation);
        } finally {
            if (first) {
                answered.complete(finished);
            }
        }
    }

    private static boolean isMessage(byte[] event) {
        return object(new String(event, StandardCharsets.UTF_8)).has("body");
    }

    private static boolean saysFinished(String line) {
        JsonElement ending = object(line).get("ending");
        return ending != null && ending.getAsString().equals("finished");
    }

    /** What is no object has no fields. */
    private static JsonObject object(String text) {
        try {
            JsonElement json = JsonParser.parseString(text);
            return json.isJsonObject() ? json.getAsJsonObject() : new JsonObject();
        } catch (JsonParseException e) {
            return new JsonObject();
        }
    }

    /** Ends the stories under way; idempotent. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            handler.close();
        }
    }
}
