package dev.storystreamer.local;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2WebSocketEvent;
import dev.storystreamer.awslocal.lambda.Invocation;
import dev.storystreamer.awslocal.lambda.LambdaFunction;
import dev.storystreamer.lambda.StoryHandler;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * The handler as a Lambda function that reports whether a story had finished when the first
 * invocation for a message returned. Protocol 1 has no frame for the end of a
 * story, and a client whose posts fail gets no frame at all.
 */
final class ObservedStoryFunction implements LambdaFunction, AutoCloseable {

    private final StoryHandler handler;
    private final LambdaFunction function;
    private final CompletableFuture<Boolean> firstResult = new CompletableFuture<>();
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile boolean called;
    private volatile boolean finished;

    /** Closes the handler when this is closed. */
    ObservedStoryFunction(StoryHandler handler, Consumer<String> log) {
        this.handler = handler;
        this.function = LambdaFunction.of(handler, APIGatewayV2WebSocketEvent.class, line -> {
            if (!firstResult.isDone() && isFinishedStory(line)) {
                finished = true;
            }
            log.accept(line);
        });
    }

    /** Completes after the invocation for the first message, with true if a story has finished. */
    CompletableFuture<Boolean> firstResult() {
        return firstResult;
    }

    /** Returns whether the handler was invoked for a message. */
    boolean wasCalled() {
        return called;
    }

    @Override
    public byte[] invoke(byte[] event, Invocation invocation) throws Exception {
        boolean first = !firstResult.isDone() && isMessage(event);
        if (first) {
            called = true;
        }
        try {
            return function.invoke(event, invocation);
        } finally {
            if (first) {
                firstResult.complete(finished);
            }
        }
    }

    private static boolean isMessage(byte[] event) {
        return JsonText.parseObject(new String(event, StandardCharsets.UTF_8)).has("body");
    }

    private static boolean isFinishedStory(String line) {
        return JsonText.field(JsonText.parseObject(line), "ending").equals("finished");
    }

    /** Stops the running stories. Idempotent. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            handler.close();
        }
    }
}
