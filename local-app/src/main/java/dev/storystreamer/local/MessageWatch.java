package dev.storystreamer.local;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2WebSocketEvent;
import com.google.gson.JsonParser;
import dev.storystreamer.awslocal.Invocation;
import dev.storystreamer.awslocal.LambdaFunction;
import dev.storystreamer.lambda.StoryHandler;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** The handler as a function that can be watched: wire v1 has no frame that says that a story is over. */
final class MessageWatch implements LambdaFunction, AutoCloseable {

    private final StoryHandler handler;
    private final LambdaFunction function;
    private final CompletableFuture<Void> answered = new CompletableFuture<>();

    /** Takes the handler over. */
    MessageWatch(StoryHandler handler, Consumer<String> log) {
        this.handler = handler;
        this.function = LambdaFunction.of(handler, APIGatewayV2WebSocketEvent.class, log);
    }

    CompletableFuture<Void> answered() {
        return answered;
    }

    @Override
    public byte[] invoke(byte[] event, Invocation invocation) throws Exception {
        try {
            return function.invoke(event, invocation);
        } finally {
            if (!answered.isDone() && isMessage(event)) {
                answered.complete(null);
            }
        }
    }

    private static boolean isMessage(byte[] event) {
        return JsonParser.parseString(new String(event, StandardCharsets.UTF_8))
                .getAsJsonObject()
                .has("body");
    }

    @Override
    public void close() {
        handler.close();
    }
}
