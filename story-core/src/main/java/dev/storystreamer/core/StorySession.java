package dev.storystreamer.core;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One story in progress, created by {@link StoryRelay#start}. Thread-safe.
 *
 * <p>Signals of the model, results of messages, timers and {@link #stop} are events. An event is applied to the {@link
 * SessionState} under a lock, under which nothing else runs. A {@link SerialLoop} then carries out the actions, without
 * the lock: it alone calls the model's subscription (RS 2.7), the sink and the scheduler's timers.
 */
public final class StorySession {

    private final Flow.Publisher<StoryChunk> model;
    private final ClientSink client;
    private final Scheduler scheduler;
    private final RandomGenerator random;
    private final SerialLoop loop;
    private final CompletableFuture<Receipt> receipt = new CompletableFuture<>();

    /** Held only while the state machine runs and an action is taken. */
    final Object lock = new Object();

    // Guarded by the lock.
    private final SessionState state;
    private final Deque<SessionAction> actions = new ArrayDeque<>();

    // Used only by the loop.
    private final Map<TimerKind, Scheduler.Timer> timers = new EnumMap<>(TimerKind.class);
    private final Map<Integer, ModelSubscriber> calls = new HashMap<>();
    private @Nullable Transmission transmission;

    StorySession(
            Flow.Publisher<StoryChunk> model,
            ClientSink client,
            Scheduler scheduler,
            RandomGenerator random,
            RelayOptions options,
            Duration timeLeft,
            Executor executor) {
        this.model = model;
        this.client = client;
        this.scheduler = scheduler;
        this.random = random;
        this.loop = new SerialLoop(executor, this::runActions);
        this.state = new SessionState(options, timeLeft, scheduler.nanoTime());
    }

    /**
     * Returns the receipt of the story.
     *
     * @return completes when the story has ended and no further message will be sent; never fails. It completes within
     *     the time of the story if the scheduler and the executor run their tasks in time
     */
    public CompletionStage<Receipt> receipt() {
        return receipt.minimalCompletionStage();
    }

    /**
     * Stops the story: cancels the model's stream, drops the waiting text, and begins no further frame of the message in
     * flight. No effect once the ending is decided.
     */
    public void stop() {
        on(new SessionEvent.StopRequested());
    }

    /** Applies an event and starts the loop if there is something to do. Any thread may call it. */
    void on(SessionEvent event) {
        long now = scheduler.nanoTime();
        boolean actionsDue;
        synchronized (lock) {
            actions.addAll(state.on(event, now));
            actionsDue = !actions.isEmpty();
        }
        if (actionsDue) {
            loop.trigger();
        }
    }

    private void runActions() {
        for (SessionAction action = nextAction(); action != null; action = nextAction()) {
            try {
                action.runIn(this);
            } catch (RuntimeException | Error e) { // the scheduler was shut down, or no memory is left
                on(new SessionEvent.ActionFailed(e));
            }
        }
    }

    private @Nullable SessionAction nextAction() {
        synchronized (lock) {
            return actions.poll();
        }
    }

    // Actions. Called only by the loop.

    void subscribe(int call) {
        synchronized (lock) {
            if (!state.isConnecting(call)) {
                return;
            }
        }
        ModelSubscriber subscriber = new ModelSubscriber(call);
        calls.put(call, subscriber);
        try {
            model.subscribe(subscriber);
        } catch (RuntimeException | Error e) { // violates RS 1.9
            subscriber.onError(e);
        }
    }

    void request(int call, int chunks) {
        ModelSubscriber subscriber = subscriber(call);
        try {
            subscriber.subscription().request(chunks);
        } catch (RuntimeException | Error e) { // violates RS 3.16
            subscriber.onError(e);
            cancel(subscriber.subscription()::cancel);
        }
    }

    void cancelModel(int call) {
        cancel(subscriber(call).subscription()::cancel);
    }

    private ModelSubscriber subscriber(int call) {
        return requireNonNull(calls.get(call), "a call that was made");
    }

    void send(ClientMessage message, long deadlineNanos) {
        try {
            Transmission sent = client.send(message, timeUntil(deadlineNanos));
            transmission = sent;
            var unused = sent.delivery().whenComplete(this::onSent);
        } catch (RuntimeException | Error e) { // the sink has thrown, or returned null
            on(new SessionEvent.MessageFailed(e));
        }
    }

    private Duration timeUntil(long nanos) {
        return Duration.ofNanos(nanos - scheduler.nanoTime());
    }

    private void onSent(ClientSink.@Nullable Delivery delivery, @Nullable Throwable failure) {
        if (failure != null) {
            on(new SessionEvent.MessageFailed(Causes.unwrap(failure)));
        } else if (delivery != null) {
            on(new SessionEvent.MessageAccepted(delivery));
        } else {
            on(new SessionEvent.MessageFailed(new NullPointerException("the sink completed with null")));
        }
    }

    void cancelSend() {
        Transmission current = transmission;
        if (current != null) {
            cancel(current::cancel);
        }
    }

    private static void cancel(Runnable cancellation) {
        try {
            cancellation.run();
        } catch (RuntimeException
                | Error e) { // violates RS 3.15, or the sink's contract; the ending is decided already
            System.getLogger(StorySession.class.getName()).log(System.Logger.Level.WARNING, "cancel failed", e);
        }
    }

    void setTimer(TimerKind kind, long atNanos) {
        cancelTimer(kind);
        timers.put(kind, scheduler.schedule(() -> on(new SessionEvent.TimerFired(kind)), timeUntil(atNanos)));
    }

    void cancelTimer(TimerKind kind) {
        Scheduler.Timer timer = timers.remove(kind);
        if (timer != null) {
            timer.cancel();
        }
    }

    void finish(Receipt result) {
        receipt.complete(result);
    }

    /** One call of the model: its signals are events of the session. */
    private final class ModelSubscriber implements Flow.Subscriber<StoryChunk> {

        private final int call;

        /** Written once, by onSubscribe; read by the loop. */
        private volatile Flow.@Nullable Subscription subscription;

        ModelSubscriber(int call) {
            this.call = call;
        }

        @Override
        public void onSubscribe(Flow.Subscription newSubscription) {
            requireNonNull(newSubscription, "subscription");
            if (subscription != null) {
                newSubscription.cancel(); // RS 2.5
                return;
            }
            subscription = newSubscription;
            on(new SessionEvent.ModelSubscribed(call));
        }

        @Override
        public void onNext(StoryChunk chunk) {
            on(new SessionEvent.ChunkReceived(call, requireNonNull(chunk, "chunk")));
        }

        @Override
        public void onComplete() {
            on(new SessionEvent.ModelCompleted(call));
        }

        @Override
        public void onError(Throwable failure) {
            on(new SessionEvent.ModelFailed(call, requireNonNull(failure, "failure"), random.nextDouble()));
        }

        /** Called only by the loop, after onSubscribe. */
        Flow.Subscription subscription() {
            return requireNonNull(subscription, "a subscription");
        }
    }
}
