package dev.storystreamer.bedrock;

import dev.storystreamer.core.SerialLoop;
import dev.storystreamer.core.StoryChunk;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import software.amazon.awssdk.core.async.SdkPublisher;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamOutput;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamRequest;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamResponse;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamResponseHandler;

/**
 * One subscription, which is one call of ConverseStream: passes demand to the SDK's event publisher and its events to
 * the subscriber.
 *
 * <p>The SDK provides the event publisher some time after the subscriber has its subscription (RS 1.9); demand until
 * then is stored. The SDK reports the end of a call in up to three ways: to the subscriber of the events, to the response
 * handler and by the future of the response. A failure is passed on at its first report; a call completes when both the
 * events and the future have completed.
 *
 * <p>Any thread may add a signal for the subscriber; the loop delivers them serially (RS 1.3) and never nested (RS 3.3).
 * At most as many chunks wait in the queue as the subscriber requested.
 */
final class ConverseSubscription
        implements Flow.Subscription, ConverseStreamResponseHandler, Subscriber<ConverseStreamOutput> {

    private static final Subscription CANCELLED = new Subscription() {
        @Override
        public void request(long n) {}

        @Override
        public void cancel() {}
    };

    private final SerialLoop loop = new SerialLoop(Runnable::run, this::drain);
    private final Queue<Consumer<Flow.Subscriber<? super StoryChunk>>> signals = new ConcurrentLinkedQueue<>();

    // Null after the last signal: later ones are dropped (RS 1.7), and the subscriber is not retained (RS 3.13).
    private volatile Flow.@Nullable Subscriber<? super StoryChunk> subscriber;

    // Null until the SDK provides the events; CANCELLED after the connection was closed.
    private final AtomicReference<@Nullable Subscription> events = new AtomicReference<>();
    private final AtomicLong storedDemand = new AtomicLong();

    private volatile @Nullable CompletableFuture<Void> response;
    private volatile boolean closed;
    private volatile boolean answered;
    private volatile boolean eventsCompleted;
    private volatile boolean responseCompleted;

    ConverseSubscription(Flow.Subscriber<? super StoryChunk> subscriber) {
        this.subscriber = subscriber;
    }

    /** Signals onSubscribe, then makes the call when the given stage, which never fails, has completed. */
    void start(CompletionStage<?> credentialsFetched, BedrockRuntimeAsyncClient client, ConverseStreamRequest request) {
        signal(current -> current.onSubscribe(this));
        CompletionStage<Void> unused = credentialsFetched.thenAccept(nothing -> call(client, request));
    }

    private void call(BedrockRuntimeAsyncClient client, ConverseStreamRequest request) {
        if (closed) {
            return;
        }
        CompletableFuture<Void> call;
        try {
            call = client.converseStream(request, this);
        } catch (RuntimeException | Error e) { // the stage that runs this would drop it
            call = CompletableFuture.failedFuture(e);
        }
        response = call;
        if (closed) {
            closeConnection();
        }
        CompletableFuture<Void> unused = call.whenComplete((nothing, error) -> responseEnded(error));
    }

    @Override
    public void request(long n) {
        if (n <= 0) {
            fail(new IllegalArgumentException("demand must be positive (RS 3.9): " + n));
            return;
        }
        Subscription current = events.get();
        if (current != null) {
            current.request(n);
            return;
        }
        storedDemand.accumulateAndGet(n, (a, b) -> a > Long.MAX_VALUE - b ? Long.MAX_VALUE : a + b); // RS 3.17
        current = events.get();
        if (current != null) {
            requestStoredDemand(current);
        }
    }

    private void requestStoredDemand(Subscription current) {
        long demand = storedDemand.getAndSet(0);
        if (demand > 0) {
            current.request(demand);
        }
    }

    @Override
    public void cancel() {
        subscriber = null;
        closeConnection();
    }

    private void fail(Throwable error) {
        signalEnd(current -> current.onError(error));
        closeConnection();
    }

    private void signalEnd(Consumer<Flow.Subscriber<? super StoryChunk>> end) {
        signal(current -> {
            subscriber = null;
            end.accept(current);
        });
    }

    private void signal(Consumer<Flow.Subscriber<? super StoryChunk>> signal) {
        signals.add(signal);
        loop.trigger();
    }

    private void drain() {
        for (var signal = signals.poll(); signal != null; signal = signals.poll()) {
            Flow.Subscriber<? super StoryChunk> current = subscriber;
            if (current == null) {
                continue;
            }
            try {
                signal.accept(current);
            } catch (RuntimeException | Error e) {
                cancel(); // RS 2.13: a subscriber that throws counts as one that cancelled
                throw e;
            }
        }
    }

    private void closeConnection() {
        closed = true;
        CompletableFuture<Void> call = response;
        if (call == null) {
            return; // start() closes the connection as soon as it has the response
        }
        // In this order: the SDK completes the response when its events are cancelled, and after that the CRT client
        // closes the connection only when the next byte arrives.
        call.cancel(true);
        Subscription current = events.getAndSet(CANCELLED);
        if (current != null) {
            current.cancel();
        }
    }

    @Override
    public void responseReceived(ConverseStreamResponse head) {}

    @Override
    public void onEventStream(SdkPublisher<ConverseStreamOutput> publisher) {
        if (answered) {
            // The SDK does not retry after this exception.
            throw new IllegalStateException("the SDK retried a call that had been answered");
        }
        answered = true;
        publisher.subscribe(this);
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        if (events.compareAndSet(null, subscription)) {
            requestStoredDemand(subscription);
        } else {
            subscription.cancel(); // cancelled before, or a second subscription (RS 2.5)
        }
    }

    @Override
    public void onNext(ConverseStreamOutput event) {
        StoryChunk chunk = ConverseEvents.chunk(event);
        signal(current -> current.onNext(chunk));
    }

    @Override
    public void onError(Throwable error) {
        fail(BedrockErrorMapper.map(error, true));
    }

    @Override
    public void onComplete() {
        eventsCompleted = true;
        completeIfEnded();
    }

    /** Does nothing: the future of the response fails as well. */
    @Override
    public void exceptionOccurred(Throwable error) {}

    /** Does nothing: the events complete as well. */
    @Override
    public void complete() {}

    private void responseEnded(@Nullable Throwable error) {
        if (error != null) {
            fail(BedrockErrorMapper.map(error, answered));
        } else {
            responseCompleted = true;
            completeIfEnded();
        }
    }

    private void completeIfEnded() {
        if (responseCompleted && (eventsCompleted || !answered)) {
            signalEnd(Flow.Subscriber::onComplete);
        }
    }
}
