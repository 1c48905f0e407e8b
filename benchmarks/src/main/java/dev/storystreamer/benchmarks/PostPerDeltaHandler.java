package dev.storystreamer.benchmarks;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2WebSocketEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2WebSocketResponse;
import dev.storystreamer.benchmarks.Adapters.HttpClients;
import dev.storystreamer.core.ClientMessage;
import dev.storystreamer.core.ClientSink;
import dev.storystreamer.core.StoryChunk;
import dev.storystreamer.core.StoryRequest;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * The same adapters without the relay: one post for each event of the model, one after the other, and a queue of 32 between
 * the thread that reads and the one that posts.
 */
public final class PostPerDeltaHandler
        implements RequestHandler<APIGatewayV2WebSocketEvent, APIGatewayV2WebSocketResponse> {

    private static final int QUEUE = 32;
    private static final StoryChunk END = new StoryChunk.Unknown("end");

    private final Adapters adapters = Adapters.create(HttpClients.CRT, HttpClients.CRT);

    @Override
    public APIGatewayV2WebSocketResponse handleRequest(APIGatewayV2WebSocketEvent event, Context context) {
        return adapters.handle(event, context, this::run);
    }

    private void run(StoryRequest story, ClientSink client, Duration timeLeft) {
        long deadline = System.nanoTime() + timeLeft.toNanos();
        Reader reader = new Reader();
        adapters.model().stream(story).subscribe(reader);
        try {
            for (StoryChunk chunk = reader.next(); chunk != END; chunk = reader.next()) {
                ClientMessage message = chunk.message().orElse(new ClientMessage.Other());
                Duration left = Duration.ofNanos(deadline - System.nanoTime());
                client.send(message, left).delivery().toCompletableFuture().join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Queues chunks, and requests one more when one was taken. */
    private static final class Reader implements Flow.Subscriber<StoryChunk> {

        private final BlockingQueue<StoryChunk> queue = new LinkedBlockingQueue<>();
        private volatile Flow.@Nullable Subscription subscription;

        @Override
        public void onSubscribe(Flow.Subscription newSubscription) {
            subscription = newSubscription;
            newSubscription.request(QUEUE);
        }

        @Override
        public void onNext(StoryChunk chunk) {
            queue.add(chunk);
        }

        @Override
        public void onComplete() {
            queue.add(END);
        }

        @Override
        public void onError(Throwable failure) {
            queue.add(END);
        }

        StoryChunk next() throws InterruptedException {
            StoryChunk chunk = queue.take();
            Flow.Subscription current = subscription;
            if (current != null) {
                current.request(1);
            }
            return chunk;
        }
    }
}
