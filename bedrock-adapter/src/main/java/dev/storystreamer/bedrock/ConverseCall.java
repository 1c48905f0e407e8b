package dev.storystreamer.bedrock;

import dev.storystreamer.core.StoryChunk;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
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
 * One subscription, which is one call of the model: its subscriber's subscription on one side, the SDK's handler and
 * the subscriber of its events on the other.
 *
 * <p>The SDK hands its events over in a callback, some time after the subscriber has got its subscription (RS 1.9):
 * demand and cancellation that come before that are remembered. The SDK tells one ending by up to three routes, in no
 * order to rely on; the call has ended well only when both the events and the response have.
 */
final class ConverseCall implements Flow.Subscription, ConverseStreamResponseHandler, Subscriber<ConverseStreamOutput> {

    private final SerialSignals<StoryChunk> signals;

    // Guards the fields below; never held across a call out.
    private final Object lock = new Object();
    private @Nullable CompletableFuture<Void> response;
    private @Nullable Subscription events;
    private long earlyDemand;
    private boolean begun;
    private boolean eventsEnded;
    private boolean responseEnded;
    private boolean over;

    ConverseCall(Flow.Subscriber<? super StoryChunk> subscriber) {
        this.signals = new SerialSignals<>(subscriber, this);
    }

    void start(BedrockRuntimeAsyncClient client, ConverseStreamRequest request) {
        signals.open();
        if (isOver()) {
            return; // cancelled from within onSubscribe: nobody needs to be asked
        }
        CompletableFuture<Void> call;
        try {
            call = client.converseStream(request, this);
        } catch (RuntimeException e) {
            call = CompletableFuture.failedFuture(e);
        }
        boolean unwanted;
        synchronized (lock) {
            response = call;
            unwanted = over;
        }
        CompletableFuture<Void> unused = call.whenComplete((nothing, error) -> responseEnded(error));
        if (unwanted) {
            call.cancel(true);
        }
    }

    @Override
    public void request(long n) {
        if (n <= 0) {
            fail(new IllegalArgumentException("demand must be positive (RS 3.9): " + n));
            return;
        }
        Subscription current;
        synchronized (lock) {
            current = events;
            if (current == null) {
                earlyDemand = earlyDemand > Long.MAX_VALUE - n ? Long.MAX_VALUE : earlyDemand + n; // RS 3.17
                return;
            }
        }
        current.request(n);
    }

    @Override
    public void cancel() {
        signals.silence();
        release();
    }

    private boolean isOver() {
        synchronized (lock) {
            return over;
        }
    }

    /** Closes the connection, if there is one; idempotent (RS 3.7). */
    private void release() {
        Subscription currentEvents;
        CompletableFuture<Void> currentResponse;
        synchronized (lock) {
            if (over) {
                return;
            }
            over = true;
            currentEvents = events;
            currentResponse = response;
        }
        if (currentEvents != null) {
            currentEvents.cancel();
        }
        if (currentResponse != null) {
            currentResponse.cancel(true);
        }
    }

    private void fail(Throwable error) {
        signals.fail(error);
        release();
    }

    @Override
    public void responseReceived(ConverseStreamResponse head) {
        // Says nothing that the events do not say.
    }

    @Override
    public void onEventStream(SdkPublisher<ConverseStreamOutput> publisher) {
        synchronized (lock) {
            if (begun) {
                // The SDK takes this as "do not retry", the only way there is to tell it so from here.
                throw new IllegalStateException("the story would be told a second time");
            }
            begun = true;
        }
        publisher.subscribe(this);
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        long demand;
        boolean wanted;
        synchronized (lock) {
            wanted = !over && events == null; // RS 2.5
            demand = wanted ? earlyDemand : 0;
            if (wanted) {
                events = subscription;
            }
        }
        if (!wanted) {
            subscription.cancel();
        } else if (demand > 0) {
            subscription.request(demand);
        }
    }

    @Override
    public void onNext(ConverseStreamOutput event) {
        signals.next(ConverseEvents.chunk(event));
    }

    @Override
    public void onError(Throwable error) {
        fail(BedrockFailures.translate(error, true));
    }

    @Override
    public void onComplete() {
        boolean ended;
        synchronized (lock) {
            eventsEnded = true;
            ended = responseEnded;
        }
        if (ended) {
            signals.complete();
        }
    }

    /** The third route: what it tells, the response's future tells as well. */
    @Override
    public void exceptionOccurred(Throwable error) {}

    @Override
    public void complete() {
        // The response's future says so as well.
    }

    private void responseEnded(@Nullable Throwable error) {
        boolean answered;
        boolean ended;
        synchronized (lock) {
            responseEnded = true;
            answered = begun;
            ended = eventsEnded || !begun;
        }
        if (error != null) {
            fail(BedrockFailures.translate(error, answered));
        } else if (ended) {
            signals.complete();
        }
    }
}
