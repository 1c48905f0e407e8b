package dev.storystreamer.core;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One story in progress, created by {@link StoryRelay#start}. Thread-safe.
 *
 * <p>Signals of the model, completed sends, timers and {@link #stop} change the state under one lock and trigger a
 * {@link SerialLoop}. The loop makes all calls on the subscription and on the sink, and holds no lock during a call. So
 * messages are sent in order, and the calls on a subscription are serial (RS 2.7).
 */
public final class StorySession {

    private final Flow.Publisher<StoryChunk> model;
    private final ClientSink client;
    private final Scheduler scheduler;
    private final RandomGenerator random;
    private final RelayOptions options;
    private final SerialLoop loop;
    private final CompletableFuture<Receipt> receipt = new CompletableFuture<>();

    private final Object lock = new Object();

    // Guarded by the lock. While it is held, only the scheduler and the random generator are called.
    private final PendingMessages pending = new PendingMessages();
    private final StoryStats stats;
    private final Timers timers;
    private long lastTextAt;
    private long deadlineAt;
    private volatile long hardDeadlineAt;
    private boolean subscribeDue;
    private @Nullable ModelSubscriber call;
    private @Nullable ModelSubscriber callToCancel;
    private boolean chunkReceived;
    private boolean answerPassedOn;
    private long modelSilentSince;
    private boolean openedSent;
    private boolean endedSent;
    private boolean sending;
    private boolean sendingText;
    private boolean waitingForInterval;
    private @Nullable Ending ending;

    /** No further message is sent, and the receipt is due. */
    private boolean done;

    StorySession(
            Flow.Publisher<StoryChunk> model,
            ClientSink client,
            Scheduler scheduler,
            RandomGenerator random,
            RelayOptions options,
            Executor executor) {
        this.model = model;
        this.client = client;
        this.scheduler = scheduler;
        this.random = random;
        this.options = options;
        this.loop = new SerialLoop(executor, this::run);
        this.timers = new Timers(scheduler);
        this.stats = new StoryStats(scheduler);
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

    /** Stops the story: cancels the model's stream and drops the waiting text. No effect once the story has ended. */
    public void stop() {
        update(() -> {
            if (ending == null) {
                pending.clear();
                end(Ending.STOPPED, ErrorCode.STOPPED);
            }
        });
    }

    void begin(Duration timeLeft) {
        update(() -> {
            long now = scheduler.nanoTime();
            deadlineAt = now + timeLeft.minus(options.endingReserve()).toNanos();
            lastTextAt = now - options.minPostInterval().toNanos();
            subscribeDue = true;
            if (deadlineAt <= now) {
                end(Ending.EXPIRED, ErrorCode.DEADLINE_EXCEEDED);
            }
            setTimer(
                    Timers.Kind.DEADLINE,
                    deadlineAt - now,
                    () -> endOfModel(Ending.EXPIRED, ErrorCode.DEADLINE_EXCEEDED));
            Duration hardDeadline = timeLeft.minus(options.endingReserve().dividedBy(4));
            hardDeadlineAt = now + hardDeadline.toNanos();
            setTimer(Timers.Kind.HARD_DEADLINE, hardDeadline.toNanos(), this::onHardDeadline);
        });
    }

    private void update(Runnable change) {
        synchronized (lock) {
            change.run();
        }
        loop.trigger();
    }

    // Signals of the model.

    void onSubscribed(ModelSubscriber from) {
        update(() -> {
            if (from != call) {
                callToCancel = from; // the story ended before onSubscribe
            }
        });
    }

    void onChunk(ModelSubscriber from, StoryChunk chunk) {
        boolean loopNeeded;
        synchronized (lock) {
            if (from != call || ending != null) {
                return; // RS 2.8: chunks may arrive after cancel
            }
            if (!chunkReceived) {
                chunkReceived = true;
                setStallTimer(options.stallTimeout().toNanos());
            }
            modelSilentSince = scheduler.nanoTime();
            stats.chunk(chunk);
            ClientMessage.of(chunk).ifPresent(this::passOn);
            boolean messageDue = !sending && !(waitingForInterval && pending.isRunNext());
            loopNeeded = from.countReceived() || messageDue;
        }
        if (loopNeeded) {
            loop.trigger();
        }
    }

    void onStreamEnd(ModelSubscriber from) {
        update(() -> {
            if (from == call) {
                call = null;
                endOfModel(Ending.INCOMPLETE, ErrorCode.STORY_INCOMPLETE);
            }
        });
    }

    void onStreamFailure(ModelSubscriber from, Throwable failure) {
        update(() -> {
            if (from != call) {
                return;
            }
            call = null;
            if (stats.isStopReceived()) {
                end(Ending.FINISHED, null);
            } else if (!retryAfter(failure)) {
                stats.cause(failure);
                end(
                        Ending.FAILED,
                        failure instanceof LlmException llm ? llm.reason().errorCode() : ErrorCode.MODEL_FAILED);
            }
        });
    }

    // Everything from here to run() requires the lock, except onSent and onUnexpected.

    private void passOn(ClientMessage message) {
        answerPassedOn = true;
        pending.add(message);
    }

    private boolean retryAfter(Throwable failure) {
        if (!(failure instanceof LlmException llm)
                || !llm.reason().isWorthRetrying()
                || answerPassedOn
                || stats.modelRetries() >= options.maxModelRetries()) {
            return false;
        }
        long delay =
                options.retryBackoff().delay(stats.modelRetries() + 1, random).toNanos();
        if (scheduler.nanoTime() + delay >= deadlineAt) {
            return false;
        }
        stats.modelRetry();
        chunkReceived = false;
        setTimer(Timers.Kind.RETRY, delay, () -> subscribeDue = ending == null);
        return true;
    }

    // Timers.

    private void setTimer(Timers.Kind kind, long nanos, Runnable change) {
        timers.set(kind, nanos, () -> update(change));
    }

    private void setStallTimer(long nanos) {
        setTimer(Timers.Kind.STALL, nanos, this::onStall);
    }

    private void onStall() {
        if (ending != null) {
            return;
        }
        Duration timeout = chunkReceived ? options.stallTimeout() : options.firstChunkTimeout();
        long left = modelSilentSince + timeout.toNanos() - scheduler.nanoTime();
        if (call == null || !call.hasOutstanding()) {
            setStallTimer(timeout.toNanos()); // the model owes no chunk
        } else if (left > 0) {
            setStallTimer(left);
        } else {
            endOfModel(Ending.EXPIRED, ErrorCode.MODEL_STALLED);
        }
    }

    /** Ends the story without waiting for the message in flight. */
    private void onHardDeadline() {
        end(Ending.EXPIRED, ErrorCode.DEADLINE_EXCEEDED);
        revokeFinished();
        done = true;
    }

    // Results of sends.

    private void onSent(ClientSink.@Nullable Delivery delivery, @Nullable Throwable failure) {
        update(() -> {
            sending = false;
            done |= endedSent;
            if (delivery != null) {
                stats.sent(sendingText, delivery);
            } else {
                onSendFailed(
                        failure == null
                                ? new NullPointerException("the sink completed with null")
                                : Causes.unwrap(failure));
            }
        });
    }

    private void onSendFailed(Throwable failure) {
        pending.clear();
        stats.sendFailed(failure);
        if (failure instanceof ClientGoneException) {
            end(Ending.GONE, null);
            ending = Ending.GONE; // replaces an earlier ending, which the client did not get
            stats.errorCode(null);
            done = true;
        } else {
            stats.cause(failure);
            end(Ending.FAILED, ErrorCode.DELIVERY_FAILED);
            revokeFinished();
        }
    }

    // Endings.

    /** Ends the story: it is finished if the model has sent its stop reason. */
    private void endOfModel(Ending otherwise, ErrorCode errorCode) {
        if (stats.isStopReceived()) {
            end(Ending.FINISHED, null);
        } else {
            end(otherwise, errorCode);
        }
    }

    /** Ends the story unless it has ended. Only a failed delivery replaces the ending later. */
    private void end(Ending newEnding, @Nullable ErrorCode errorCode) {
        if (ending != null) {
            return;
        }
        ending = newEnding;
        stats.errorCode(errorCode);
        subscribeDue = false;
        callToCancel = call;
        call = null;
        timers.cancelAllButHardDeadline();
    }

    /** A story is not finished if the client did not get all of it. */
    private void revokeFinished() {
        if (ending == Ending.FINISHED) {
            ending = Ending.FAILED;
            stats.errorCode(ErrorCode.DELIVERY_FAILED);
        }
    }

    /** Ends the story after an unexpected failure; the second time without a message to the client. */
    private void onUnexpected(Throwable failure) {
        update(() -> {
            if (done) {
                return;
            }
            done = ending != null;
            pending.clear();
            stats.cause(failure);
            end(Ending.FAILED, ErrorCode.MODEL_FAILED);
        });
    }

    // The task of the loop.

    private void run() {
        try {
            callModelAndClient();
        } catch (RuntimeException | Error e) { // the scheduler was shut down, or no memory is left
            onUnexpected(e);
        }
    }

    private void callModelAndClient() {
        ModelSubscriber toCancel;
        ModelSubscriber toSubscribe;
        ClientMessage message;
        ModelSubscriber current;
        int demand;
        Receipt finalReceipt;
        synchronized (lock) {
            toCancel = callToCancel;
            callToCancel = null;
            toSubscribe = nextCall();
            message = sending || done ? null : nextMessage();
            sending |= message != null;
            current = call;
            demand = current == null ? 0 : nextDemand(current);
            finalReceipt = finalReceipt();
        }
        if (toCancel != null) {
            cancel(toCancel);
        }
        if (toSubscribe != null) {
            subscribe(toSubscribe);
        }
        if (current != null) {
            request(current, demand);
        }
        if (message != null) {
            send(message).whenComplete(this::onSent);
        }
        if (finalReceipt != null) {
            receipt.complete(finalReceipt);
        }
    }

    private void subscribe(ModelSubscriber newCall) {
        try {
            model.subscribe(newCall);
        } catch (RuntimeException | Error e) { // violates RS 1.9
            onStreamFailure(newCall, e);
        }
    }

    private void request(ModelSubscriber current, int demand) {
        try {
            current.request(demand);
        } catch (RuntimeException | Error e) { // violates RS 3.16
            onStreamFailure(current, e);
            cancel(current);
        }
    }

    private static void cancel(ModelSubscriber unwanted) {
        try {
            unwanted.cancel();
        } catch (RuntimeException | Error e) { // violates RS 3.15; the story has its ending already
            System.getLogger(StorySession.class.getName())
                    .log(System.Logger.Level.WARNING, "cancel of a model's subscription failed", e);
        }
    }

    private CompletionStage<ClientSink.Delivery> send(ClientMessage message) {
        long deadline = message instanceof ClientMessage.Ended
                ? hardDeadlineAt
                : deadlineAt + options.endingReserve().toNanos() / 2;
        Duration timeLeft = Duration.ofNanos(deadline - scheduler.nanoTime());
        try {
            return requireNonNull(client.send(message, timeLeft).delivery(), "a transmission must have a stage");
        } catch (RuntimeException | Error e) {
            return CompletableFuture.failedStage(e);
        }
    }

    // Decisions of the loop. They require the lock.

    private @Nullable ModelSubscriber nextCall() {
        if (!subscribeDue) {
            return null;
        }
        subscribeDue = false;
        call = new ModelSubscriber(this);
        modelSilentSince = scheduler.nanoTime();
        setStallTimer(options.firstChunkTimeout().toNanos());
        return call;
    }

    private int nextDemand(ModelSubscriber current) {
        if (!current.hasOutstanding()) {
            modelSilentSince = scheduler.nanoTime(); // the model owes chunks from now on
        }
        return isFull() ? 0 : current.nextDemand();
    }

    private boolean isFull() {
        return pending.waitingChars() >= options.maxWaitingChars()
                || pending.waitingChunks() >= options.maxWaitingChunks();
    }

    private @Nullable ClientMessage nextMessage() {
        if (!openedSent) {
            openedSent = true;
            return new ClientMessage.Opened();
        }
        if (ending == null && pending.isRunNext() && isBeforeInterval()) {
            return null;
        }
        if (ending == Ending.EXPIRED && isEndedMessageUrgent()) {
            pending.clear();
        }
        sendingText = pending.isTextNext();
        ClientMessage next = pending.poll(ending == null);
        if (next == null && ending != null && !endedSent) {
            endedSent = true;
            return new ClientMessage.Ended(stats.receipt(ending));
        }
        return next;
    }

    /** Returns whether the next post of text must wait, and sets the timer for it. */
    private boolean isBeforeInterval() {
        long now = scheduler.nanoTime();
        long left = lastTextAt + options.minPostInterval().toNanos() - now;
        if (left <= 0) {
            lastTextAt = now;
            return false;
        }
        if (!waitingForInterval) {
            waitingForInterval = true;
            setTimer(Timers.Kind.POST_INTERVAL, left, () -> waitingForInterval = false);
        }
        return true;
    }

    /** Half of the reserve is over: the other half is for the last message, not for waiting text. */
    private boolean isEndedMessageUrgent() {
        return scheduler.nanoTime() >= deadlineAt + options.endingReserve().toNanos() / 2;
    }

    private @Nullable Receipt finalReceipt() {
        if (!done || ending == null || receipt.isDone()) {
            return null;
        }
        timers.cancelAll();
        return stats.receipt(ending);
    }
}
