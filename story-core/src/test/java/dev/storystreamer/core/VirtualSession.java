package dev.storystreamer.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Drives a {@link SessionState} in virtual time without any thread: accepts subscriptions at once, answers messages as
 * scripted, and fires timers when they are due.
 */
final class VirtualSession {

    /** What becomes of a message. */
    enum Answer {
        ACCEPTED,
        REFUSED,
        GONE,
        NONE
    }

    private final SessionState state;
    private final IntFunction<Answer> answers;
    private final Map<TimerKind, Long> timers = new EnumMap<>(TimerKind.class);
    private final List<SessionAction> actions = new ArrayList<>();
    private final List<ClientMessage> messages = new ArrayList<>();
    private final List<Integer> cancelled = new ArrayList<>();
    private final List<Receipt> receipts = new ArrayList<>();
    private final Deque<SessionAction> due = new ArrayDeque<>();
    private boolean running;

    /** The deadline of an unanswered message. */
    private long unansweredUntil = Long.MAX_VALUE;

    private long now;
    private int calls;

    /**
     * Starts a story.
     *
     * @param answers the answer to the message with this number, counted from 1
     */
    VirtualSession(RelayOptions options, Duration timeLeft, IntFunction<Answer> answers) {
        this.state = new SessionState(options, timeLeft, 0);
        this.answers = answers;
        on(new SessionEvent.Started());
    }

    static VirtualSession start() {
        return new VirtualSession(RelayOptions.DEFAULTS, Duration.ofMinutes(10), number -> Answer.ACCEPTED);
    }

    VirtualSession on(SessionEvent event) {
        due.addAll(state.on(event, now));
        if (!running) {
            running = true;
            for (SessionAction next = due.poll(); next != null; next = due.poll()) {
                actions.add(next);
                carryOut(next);
            }
            running = false;
        }
        return this;
    }

    private void carryOut(SessionAction action) {
        if (action instanceof SessionAction.Subscribe subscribe) {
            calls++;
            on(new SessionEvent.ModelSubscribed(subscribe.call()));
        } else if (action instanceof SessionAction.CancelModel cancel) {
            cancelled.add(cancel.call());
        } else if (action instanceof SessionAction.Send send) {
            messages.add(send.message());
            answer(answers.apply(messages.size()), send.deadlineNanos());
        } else if (action instanceof SessionAction.SetTimer timer) {
            timers.put(timer.kind(), timer.atNanos());
        } else if (action instanceof SessionAction.CancelTimer timer) {
            timers.remove(timer.kind());
        } else if (action instanceof SessionAction.Finish finish) {
            receipts.add(finish.receipt());
        }
    }

    private void answer(Answer answer, long deadline) {
        switch (answer) {
            case ACCEPTED -> on(new SessionEvent.MessageAccepted(new ClientSink.Delivery(1, 30, 0)));
            case REFUSED -> on(new SessionEvent.MessageFailed(refused()));
            case GONE ->
                on(new SessionEvent.MessageFailed(new ClientGoneException("410", ClientSink.Delivery.NONE, null)));
            case NONE -> unansweredUntil = deadline;
        }
    }

    static ClientSinkException refused() {
        return new ClientSinkException("refused", new ClientSink.Delivery(0, 0, 1), null);
    }

    /** Advances the time: fires timers and gives up an unanswered message at its deadline, in order. */
    VirtualSession advance(Duration time) {
        long until = now + time.toNanos();
        while (true) {
            TimerKind next = nextDue(until);
            long dueAt = next == null ? until : timers.get(next);
            if (unansweredUntil <= dueAt) {
                now = Math.max(now, unansweredUntil);
                unansweredUntil = Long.MAX_VALUE;
                on(new SessionEvent.MessageFailed(refused()));
            } else if (next != null) {
                now = Math.max(now, timers.remove(next));
                on(new SessionEvent.TimerFired(next));
            } else {
                now = until;
                return this;
            }
        }
    }

    private @Nullable TimerKind nextDue(long until) {
        return timers.entrySet().stream()
                .filter(timer -> timer.getValue() <= until)
                .min(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .orElse(null);
    }

    // The model, in its current call.

    VirtualSession chunk(StoryChunk chunk) {
        return on(new SessionEvent.ChunkReceived(calls, chunk));
    }

    VirtualSession texts(String... texts) {
        for (String text : texts) {
            chunk(new StoryChunk.Text(text));
        }
        return this;
    }

    VirtualSession modelStops(StopReason reason) {
        return chunk(new StoryChunk.BlockEnd())
                .chunk(new StoryChunk.Stop(reason))
                .chunk(new StoryChunk.Usage(16, 23))
                .modelCompletes();
    }

    VirtualSession modelCompletes() {
        return on(new SessionEvent.ModelCompleted(calls));
    }

    VirtualSession modelFails(LlmException.Reason reason) {
        return on(new SessionEvent.ModelFailed(calls, new LlmException(reason, "scripted", null), 0.5));
    }

    // What happened.

    int calls() {
        return calls;
    }

    List<SessionAction> takeActions() {
        List<SessionAction> taken = List.copyOf(actions);
        actions.clear();
        return taken;
    }

    List<ClientMessage> messages() {
        return messages;
    }

    /** Returns the cancelled calls of the model. */
    List<Integer> cancelled() {
        return cancelled;
    }

    /** Returns the receipt of the story, which must have ended once and left no timer. */
    Receipt receipt() {
        assertThat(receipts).as("receipts").hasSize(1);
        assertThat(timers).as("timers").isEmpty();
        return receipts.get(0);
    }
}
