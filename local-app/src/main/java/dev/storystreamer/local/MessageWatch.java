package dev.storystreamer.local;

import com.google.gson.JsonParser;
import dev.storystreamer.awslocal.Invocation;
import dev.storystreamer.awslocal.LambdaFunction;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;

/** A function that can be watched: wire v1 has no frame that says that a story is over. */
final class MessageWatch implements LambdaFunction {

    private final LambdaFunction function;
    private final CompletableFuture<Void> answered = new CompletableFuture<>();

    MessageWatch(LambdaFunction function) {
        this.function = function;
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
}
