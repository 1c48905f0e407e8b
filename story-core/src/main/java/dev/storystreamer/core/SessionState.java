package dev.storystreamer.core;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One story as a state machine: events in, actions out. Pure: the actions depend on the events and their times alone. It
 * has no lock, thread, clock, random numbers or I/O. Not thread-safe.
 *
 * <p>Events that come too late for the current {@link Phase} change nothing.
 */
final class SessionState {

    private final RelayOptions options;
    private final StoryStats stats;
    private final Listener listener;
    private final SessionActions actions = new SessionActions();
    private final Deadlines deadlines;

    private Phase phase = new Phase.Telling();
    private long now;

    SessionState(RelayOptions options, Duration timeLeft, long nowNanos) {
        this.options = options;
        this.now = nowNanos;
        this.deadlines = Deadlines.of(nowNanos, timeLeft, options.endingReserve());
        this.stats = new StoryStats(nowNanos);
        this.listener = new Listener(options, nowNanos);
    }

    /** Applies one event, and returns what to do now, in order. A time before the latest event counts as its time. */
    List<SessionAction> on(SessionEvent event, long nowNanos) {
        if (nowNanos - now > 0) {
            now = nowNanos;
        }
        event.applyTo(this);
        return actions.take();
    }

    // Events.

    void started() {
        actions.setTimer(TimerKind.DEADLINE, deadlines.deadline());
        actions.setTimer(TimerKind.HARD_DEADLINE, deadlines.hardDeadline());
        listener.add(new ClientMessage.Opened());
        if (deadlines.deadline() - now > 0) {
            callModel();
        } else {
            end(EndCause.DEADLINE);
        }
        advance();
    }

    void modelSubscribed(int call) {
        if (phase instanceof Phase.Telling telling && telling.subscribed(call)) {
            advance();
        } else {
            actions.add(new SessionAction.CancelModel(call)); // no longer the current call
        }
    }

    void chunkReceived(int call, StoryChunk chunk) {
        ModelCall.Streaming streaming = streaming();
        if (streaming == null || streaming.number() != call) {
            return; // RS 2.8: chunks may arrive after cancel
        }
        if (streaming.received(chunk, now)) {
            actions.setTimer(TimerKind.STALL, streaming.stallsAt(options, now));
        }
        stats.chunk(chunk, now);
        chunk.message().ifPresent(listener::add);
        advance();
    }

    void modelCompleted(int call) {
        if (phase instanceof Phase.Telling telling && telling.ended(call)) {
            end(EndCause.MODEL_COMPLETED);
            advance();
        }
    }

    void modelFailed(int call, Throwable failure, double jitter) {
        ModelCall.Streaming streaming = streaming();
        boolean passedOn = streaming != null && streaming.isPassedOn();
        if (!(phase instanceof Phase.Telling telling) || !telling.ended(call)) {
            return;
        }
        if (passedOn || !retryAfter(failure, jitter)) {
            if (!stats.isStopReceived()) {
                stats.cause(failure);
            }
            end(EndCause.modelFailed(failure));
            advance();
        }
    }

    void messageAccepted(ClientSink.Delivery delivery) {
        stats.sent(listener.isSendingText(), delivery, now);
        finishOrAdvance(listener.accepted(delivery));
    }

    void messageFailed(Throwable failure) {
        boolean wasFinished =
                phase instanceof Phase.Closing closing && outcome(closing).ending() == Ending.FINISHED;
        boolean last = listener.failed(failure);
        stats.sendFailed(failure);
        if (listener.state() == Listener.State.FAILED) {
            stats.cause(failure);
        }
        end(EndCause.DELIVERY_FAILED);
        finishOrAdvance(last && !sendsLastMessageAgain(failure, wasFinished));
    }

    private boolean sendsLastMessageAgain(Throwable failure, boolean wasFinished) {
        if (listener.state() != Listener.State.FAILED
                || !(phase instanceof Phase.Closing closing)
                || !closing.isSentAgainAfter(failure, wasFinished)) {
            return false;
        }
        phase = closing.again();
        return true;
    }

    void stopRequested() {
        if (phase instanceof Phase.Telling) {
            listener.clear();
            cancelSend();
            end(EndCause.STOPPED);
            advance();
        }
    }

    void timerFired(TimerKind kind) {
        if (!actions.isDue(kind, now)) {
            return;
        }
        switch (kind) {
            case STALL -> stallTimerFired();
            case RETRY -> callModel();
            case DEADLINE -> end(EndCause.DEADLINE);
            case HARD_DEADLINE -> hardDeadlinePassed();
            case POST_INTERVAL -> {} // the next message is due
        }
        advance();
    }

    void actionFailed(Throwable failure) {
        stats.cause(failure);
        if (phase instanceof Phase.Telling) {
            listener.clear();
            end(EndCause.ACTION_FAILED);
            advance();
        }
    }

    // The model.

    /** Returns whether a call is still to be made: the story may have ended since it was decided. */
    boolean isConnecting(int call) {
        return phase instanceof Phase.Telling telling && telling.isConnecting(call);
    }

    private ModelCall.@Nullable Streaming streaming() {
        return phase instanceof Phase.Telling telling ? telling.streaming() : null;
    }

    private void callModel() {
        if (phase instanceof Phase.Telling telling) {
            actions.add(new SessionAction.Subscribe(telling.begin()));
            actions.setTimer(
                    TimerKind.STALL, now + options.firstContentTimeout().toNanos());
        }
    }

    private boolean retryAfter(Throwable failure, double jitter) {
        if (!(failure instanceof LlmException llm)
                || !llm.reason().isWorthRetrying()
                || stats.modelRetries() >= options.maxModelRetries()) {
            return false;
        }
        Duration delay = options.retryBackoff().delay(stats.modelRetries() + 1, jitter);
        long retryAt = now + delay.toNanos();
        if (retryAt - deadlines.deadline() >= 0) {
            return false;
        }
        stats.modelRetry();
        actions.cancelTimer(TimerKind.STALL);
        actions.setTimer(TimerKind.RETRY, retryAt);
        return true;
    }

    private void stallTimerFired() {
        ModelCall.Streaming streaming = streaming();
        long stallsAt =
                streaming == null ? now + options.firstContentTimeout().toNanos() : streaming.stallsAt(options, now);
        if (stallsAt - now > 0) {
            actions.setTimer(TimerKind.STALL, stallsAt);
        } else {
            end(EndCause.MODEL_STALLED);
        }
    }

    // The client.

    /** Sends the next message and requests chunks, if they are due. */
    private void advance() {
        if (!listener.isSending()) {
            sendNext();
        }
        ModelCall.Streaming streaming = streaming();
        int demand = streaming == null || listener.isFull() ? 0 : streaming.nextDemand(now);
        if (streaming != null && demand > 0) {
            actions.add(new SessionAction.Request(streaming.number(), demand));
        }
    }

    private void sendNext() {
        if (phase instanceof Phase.Closing closing) {
            sendWaitingOrEnded(closing);
        } else if (phase instanceof Phase.Telling) {
            long at = listener.nextMessageAt(now);
            if (at - now > 0) {
                actions.setTimerIfAbsent(TimerKind.POST_INTERVAL, at);
            } else {
                send(listener.takeNext(now, true));
            }
        }
    }

    private void sendWaitingOrEnded(Phase.Closing closing) {
        if (now - deadlines.textDeadline() >= 0) {
            listener.giveUp();
        }
        ClientMessage waiting = listener.takeNext(now, false);
        if (waiting != null) {
            send(waiting);
        } else {
            var ended = new ClientMessage.Ended(stats.receipt(outcome(closing), now));
            listener.send(ended);
            actions.add(new SessionAction.Send(ended, deadlines.lastMessageDeadline()));
        }
    }

    private void send(@Nullable ClientMessage message) {
        if (message != null) {
            actions.add(new SessionAction.Send(message, deadlines.textDeadline()));
        }
    }

    private void cancelSend() {
        if (listener.isSending()) {
            actions.add(new SessionAction.CancelSend());
        }
    }

    // Endings.

    /** Decides what ended the story, unless that is decided. */
    private void end(EndCause cause) {
        if (!(phase instanceof Phase.Telling)) {
            return;
        }
        ModelCall.Streaming streaming = streaming();
        if (streaming != null) {
            actions.add(new SessionAction.CancelModel(streaming.number()));
        }
        phase = new Phase.Closing(cause, false);
        actions.cancelTimersExcept(TimerKind.HARD_DEADLINE);
    }

    private EndCause.Outcome outcome(Phase.Closing closing) {
        return closing.cause().outcome(stats.isStopReceived(), listener.state());
    }

    private void hardDeadlinePassed() {
        end(EndCause.DEADLINE);
        if (listener.isSending()) {
            cancelSend();
            stats.cause(new ClientSinkException(
                    "no result of a message by its deadline: the client may receive it",
                    ClientSink.Delivery.NONE,
                    null));
        }
        listener.abandon();
        finishOrAdvance(true);
    }

    private void finishOrAdvance(boolean isLastMessageOver) {
        if (isLastMessageOver && phase instanceof Phase.Closing closing) {
            phase = new Phase.Ended();
            actions.cancelTimer(TimerKind.HARD_DEADLINE);
            actions.add(new SessionAction.Finish(stats.receipt(outcome(closing), now)));
        } else {
            advance();
        }
    }
}
