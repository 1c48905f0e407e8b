package dev.storystreamer.core;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One story being told; made by {@link StoryRelay#start}. Thread-safe.
 *
 * <p>Signals of the model, completions of posts, timers and {@link #stop} only note what happened, under one lock, and
 * wake {@link #act}. Every call out (subscribe, request, cancel, send) is made by {@code act}, which runs on one thread
 * at a time and holds no lock while it calls: so posts are in order, and calls on a subscription are serial (RS 2.7).
 */
public final class StorySession {

    /** 2^16 times any pause is longer than a Lambda invocation, and no pause in use overflows by it. */
    private static final int MAX_DOUBLINGS = 16;

    private final Flow.Publisher<StoryChunk> model;
    private final ClientSink client;
    private final Scheduler scheduler;
    private final RandomGenerator random;
    private final RelayOptions options;
    private final Executor executor;

    // Made once and not for each post: without Java's second compiler, as on Lambda, making one is slow.
    private final Runnable acting = this::act;
    private final BiConsumer<ClientSink.@Nullable Delivery, @Nullable Throwable> posted = this::onPosted;

    private final CompletableFuture<Receipt> receipt = new CompletableFuture<>();

    /** How often {@link #wake} was called since {@link #act} last found nothing to do; above 0 while it runs. */
    private final AtomicInteger wakes = new AtomicInteger();

    private final Object lock = new Object();

    // All that follows is guarded by the lock. Only the scheduler is called while it is held.
    private final PendingMessages outbox = new PendingMessages();
    private final StoryStats tally;
    private final Timers alarms;
    private long lastTextAt;
    private long deadlineAt;
    private boolean openingDue;
    private boolean callDue;
    private @Nullable ModelSubscriber call;
    private @Nullable ModelSubscriber callToCancel;
    private @Nullable ClientMessage posting;
    private boolean pausing;
    private boolean endingPosted;
    private boolean settled;
    private @Nullable Ending ending;

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
        this.executor = executor;
        this.alarms = new Timers(scheduler);
        this.tally = new StoryStats(scheduler);
    }

    /**
     * Tells how the story ended.
     *
     * @return completes when the story has ended and nothing more will be sent; never fails, and always completes before
     *     the time that the story was given has run out
     */
    public CompletionStage<Receipt> receipt() {
        return receipt.minimalCompletionStage();
    }

    /** Stops the story: the model is told to stop, text that waits is dropped. Does nothing once a story has ended. */
    public void stop() {
        synchronized (lock) {
            if (ending == null) {
                outbox.clear();
            }
            end(Ending.STOPPED, ErrorCode.STOPPED);
        }
        wake();
    }

    void begin(Duration timeLeft) {
        synchronized (lock) {
            long now = scheduler.nanoTime();
            deadlineAt = now + timeLeft.minus(options.endingReserve()).toNanos();
            lastTextAt = now - options.minPostInterval().toNanos();
            openingDue = true;
            callDue = true;
            if (deadlineAt <= now) {
                end(Ending.EXPIRED, ErrorCode.DEADLINE_EXCEEDED);
            }
            alarms.deadline.set(deadlineAt - now, this::onDeadline);
            alarms.lastResort.set(
                    timeLeft.minus(options.endingReserve().dividedBy(4)).toNanos(), this::onLastResort);
        }
        wake();
    }

    // What happened: these note it and wake act().

    void onSubscribed(ModelSubscriber from) {
        synchronized (lock) {
            if (from != call) {
                callToCancel = from; // the story ended before the model's side had answered
            }
        }
        wake();
    }

    void onChunk(ModelSubscriber from, StoryChunk chunk) {
        boolean somethingToDo;
        synchronized (lock) {
            if (from != call || ending != null) {
                return; // RS 2.8: some may still arrive after cancel
            }
            if (tally.isFirstChunk()) {
                watchSilence(options.stallTimeout().toNanos());
            }
            tally.chunk(chunk);
            tell(chunk);
            boolean waitsForTheGap = pausing && outbox.isOnlyText();
            somethingToDo = from.received() || !(posting != null || waitsForTheGap);
        }
        if (somethingToDo) {
            wake();
        }
    }

    void onStreamEnd(ModelSubscriber from) {
        synchronized (lock) {
            if (from != call) {
                return;
            }
            call = null;
            if (tally.stopSeen()) {
                end(Ending.FINISHED, null);
            } else {
                end(Ending.INCOMPLETE, ErrorCode.STORY_INCOMPLETE);
            }
        }
        wake();
    }

    void onStreamFailure(ModelSubscriber from, Throwable failure) {
        synchronized (lock) {
            if (from != call) {
                return;
            }
            call = null;
            if (tally.stopSeen()) {
                end(Ending.FINISHED, null);
            } else if (!callAgainAfter(failure)) {
                tally.cause(failure);
                end(Ending.FAILED, errorCodeOf(failure));
            }
        }
        wake();
    }

    private void onSilence() {
        synchronized (lock) {
            long limit = tally.isFirstChunk()
                    ? options.firstChunkTimeout().toNanos()
                    : options.stallTimeout().toNanos();
            long left = tally.lastEventAt() + limit - scheduler.nanoTime();
            if (ending != null) {
                return;
            }
            if (call == null || !call.isAwaited()) {
                watchSilence(limit); // nobody asked the model for anything: it is we who are silent
            } else if (left > 0) {
                watchSilence(left);
            } else if (tally.stopSeen()) {
                end(Ending.FINISHED, null); // only the usage is missing
            } else {
                end(Ending.EXPIRED, ErrorCode.MODEL_STALLED);
            }
        }
        wake();
    }

    private void onDeadline() {
        synchronized (lock) {
            if (tally.stopSeen()) {
                end(Ending.FINISHED, null);
            } else {
                end(Ending.EXPIRED, ErrorCode.DEADLINE_EXCEEDED);
            }
        }
        wake();
    }

    /** The time is over and a post is still under way: the story is closed without waiting for it. */
    private void onLastResort() {
        synchronized (lock) {
            if (ending == Ending.FINISHED) {
                ending = Ending.FAILED;
                tally.errorCode(ErrorCode.DELIVERY_FAILED);
            }
            end(Ending.EXPIRED, ErrorCode.DEADLINE_EXCEEDED);
            settled = true;
        }
        wake();
    }

    private void onPosted(ClientSink.@Nullable Delivery delivery, @Nullable Throwable failure) {
        boolean somethingToDo;
        synchronized (lock) {
            ClientMessage message = requireNonNull(posting, "one is under way");
            posting = null;
            if (delivery != null) {
                tally.posted(message, delivery);
                settled |= message instanceof ClientMessage.Ended;
            } else {
                onUnposted(message, unwrap(failure));
            }
            somethingToDo = ending != null || !outbox.isEmpty();
        }
        if (somethingToDo) {
            wake();
        }
    }

    private void onUnposted(ClientMessage message, Throwable failure) {
        outbox.clear();
        tally.unposted(failure);
        if (failure instanceof ClientGoneException) {
            end(Ending.GONE, null);
            ending = Ending.GONE; // whatever it was going to be: nobody heard the end of it
            tally.errorCode(null);
            settled = true;
            return;
        }
        tally.cause(failure);
        end(Ending.FAILED, ErrorCode.DELIVERY_FAILED);
        if (ending == Ending.FINISHED) {
            ending = Ending.FAILED; // the model finished, the client does not have it all
            tally.errorCode(ErrorCode.DELIVERY_FAILED);
        }
        settled |= message instanceof ClientMessage.Ended;
    }

    // What follows from it, still under the lock.

    /** The first call decides. */
    private void end(Ending how, @Nullable ErrorCode why) {
        if (ending != null) {
            return;
        }
        ending = how;
        tally.errorCode(why);
        callDue = false;
        callToCancel = call;
        call = null;
        alarms.cancelAllButLastResort();
    }

    private boolean callAgainAfter(Throwable failure) {
        if (!(failure instanceof LlmException llm)
                || !llm.reason().isWorthRetrying()
                || tally.isTold()
                || tally.modelRetries() >= options.maxModelRetries()) {
            return false;
        }
        long ceiling = Math.min(
                options.retryMaxDelay().toNanos(),
                options.retryBaseDelay().toNanos() << Math.min(tally.modelRetries(), MAX_DOUBLINGS));
        long pause = ceiling > 0 ? random.nextLong(ceiling) : 0;
        if (scheduler.nanoTime() + pause >= deadlineAt) {
            return false;
        }
        tally.modelRetry();
        alarms.retry.set(pause, this::onRetryDue);
        return true;
    }

    private void onRetryDue() {
        synchronized (lock) {
            callDue = ending == null;
        }
        wake();
    }

    private void onPauseOver() {
        synchronized (lock) {
            pausing = false;
        }
        wake();
    }

    private void tell(StoryChunk chunk) {
        if (chunk instanceof StoryChunk.Text text) { // nearly all are: what the mapping would make is not worth making
            tally.told();
            outbox.addText(text.text());
            return;
        }
        ClientMessage.of(chunk).ifPresent(message -> {
            tally.told();
            outbox.add(message);
        });
    }

    private static ErrorCode errorCodeOf(Throwable failure) {
        return failure instanceof LlmException llm ? llm.reason().errorCode() : ErrorCode.MODEL_FAILED;
    }

    private void watchSilence(long nanos) {
        alarms.silence.set(nanos, this::onSilence);
    }

    // What is done about it.

    private void wake() {
        if (wakes.getAndIncrement() == 0) {
            try {
                executor.execute(acting);
            } catch (RejectedExecutionException e) {
                act();
            }
        }
    }

    private void act() {
        int seen;
        do {
            seen = wakes.get();
            try {
                actOnce();
            } catch (RuntimeException | Error e) { // a scheduler that was shut down, or no memory is left
                onBroken(e);
            }
        } while (wakes.addAndGet(-seen) != 0);
    }

    /** A story ends whatever happens: by telling of it the first time, in silence the second. */
    private void onBroken(Throwable failure) {
        synchronized (lock) {
            if (settled) {
                return; // the last resort looks once more
            }
            settled = ending != null;
            outbox.clear();
            tally.cause(failure);
            end(Ending.FAILED, ErrorCode.MODEL_FAILED);
        }
        wake();
    }

    /** Looks once at what happened, decides what is to be done, and does it: what that leads to wakes us again. */
    private void actOnce() {
        ModelSubscriber unwanted;
        ModelSubscriber due;
        ClientMessage message;
        ModelSubscriber current;
        long demand;
        Receipt account;
        synchronized (lock) {
            unwanted = callToCancel;
            callToCancel = null;
            due = nextCall();
            message = posting != null || settled ? null : nextMessage();
            posting = message != null ? message : posting;
            current = call;
            demand = current == null ? 0 : nextDemand(current);
            account = nextAccount();
        }
        if (unwanted != null) {
            cancel(unwanted);
        }
        if (due != null) {
            subscribe(due);
        }
        if (current != null) {
            request(current, demand);
        }
        if (message != null) {
            send(message).whenComplete(posted);
        }
        if (account != null) {
            receipt.complete(account);
        }
    }

    private void subscribe(ModelSubscriber due) {
        try {
            model.subscribe(due);
        } catch (RuntimeException | Error e) { // RS 1.9 forbids it; a story must end all the same
            onStreamFailure(due, e);
        }
    }

    private void request(ModelSubscriber current, long demand) {
        try {
            current.request(demand);
        } catch (RuntimeException | Error e) { // RS 3.16 forbids it
            onStreamFailure(current, e);
            cancel(current);
        }
    }

    private static void cancel(ModelSubscriber unwanted) {
        try {
            unwanted.cancel();
        } catch (RuntimeException | Error e) { // RS 3.15 forbids it, and nobody is left to be told
            System.getLogger(StorySession.class.getName())
                    .log(System.Logger.Level.WARNING, "a model's subscription threw at cancel", e);
        }
    }

    private CompletionStage<ClientSink.Delivery> send(ClientMessage message) {
        try {
            return requireNonNull(client.send(message), "a sink must return a stage");
        } catch (RuntimeException | Error e) {
            return CompletableFuture.failedStage(e);
        }
    }

    // What is to be done next, decided under the lock.

    private @Nullable ModelSubscriber nextCall() {
        if (!callDue) {
            return null;
        }
        callDue = false;
        call = new ModelSubscriber(this, options.maxWaitingChars());
        tally.eventNow();
        watchSilence(options.firstChunkTimeout().toNanos());
        return call;
    }

    private long nextDemand(ModelSubscriber current) {
        if (!current.isAwaited()) {
            tally.eventNow();
        }
        return current.demand(outbox.waitingChars());
    }

    private @Nullable ClientMessage nextMessage() {
        if (openingDue) {
            openingDue = false;
            return new ClientMessage.Opened();
        }
        if (ending == null && outbox.isOnlyText() && isTooSoon()) {
            return null;
        }
        if (ending == Ending.EXPIRED && isTimeForTheEnding()) {
            outbox.clear();
        }
        ClientMessage next = outbox.poll(ending == null);
        if (next == null && ending != null && !endingPosted) {
            endingPosted = true;
            return new ClientMessage.Ended(tally.receipt(ending));
        }
        return next;
    }

    /** Keeps the gap between two posts of text, if there is to be one. */
    private boolean isTooSoon() {
        if (options.minPostInterval().isZero()) {
            return false;
        }
        long now = scheduler.nanoTime();
        long pause = lastTextAt + options.minPostInterval().toNanos() - now;
        if (pause <= 0) {
            lastTextAt = now;
            return false;
        }
        if (!pausing) {
            pausing = true;
            alarms.gap.set(pause, this::onPauseOver);
        }
        return true;
    }

    /** Past half of what was kept for it, the time that is left belongs to the ending. */
    private boolean isTimeForTheEnding() {
        return scheduler.nanoTime() >= deadlineAt + options.endingReserve().toNanos() / 2;
    }

    private @Nullable Receipt nextAccount() {
        if (!settled || ending == null || receipt.isDone()) {
            return null;
        }
        alarms.cancelAll();
        return tally.receipt(ending);
    }

    private static Throwable unwrap(@Nullable Throwable failure) {
        if (failure instanceof CompletionException && failure.getCause() != null) {
            return failure.getCause();
        }
        return failure != null ? failure : new NullPointerException("a sink delivered null");
    }
}
