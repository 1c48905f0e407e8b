package dev.storystreamer.core;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Collects the actions that one event causes, and remembers which timers are set. Pure, as {@link SessionState}. */
final class SessionActions {

    private final Map<TimerKind, Long> timers = new EnumMap<>(TimerKind.class);
    private List<SessionAction> actions = List.of();

    void add(SessionAction action) {
        if (actions.isEmpty()) {
            actions = new ArrayList<>();
        }
        actions.add(action);
    }

    List<SessionAction> take() {
        List<SessionAction> taken = actions;
        actions = List.of();
        return taken;
    }

    void setTimer(TimerKind kind, long at) {
        timers.put(kind, at);
        add(new SessionAction.SetTimer(kind, at));
    }

    void setTimerIfAbsent(TimerKind kind, long at) {
        if (!timers.containsKey(kind)) {
            setTimer(kind, at);
        }
    }

    void cancelTimer(TimerKind kind) {
        if (timers.remove(kind) != null) {
            add(new SessionAction.CancelTimer(kind));
        }
    }

    void cancelTimersExcept(TimerKind kept) {
        for (TimerKind kind : TimerKind.values()) {
            if (kind != kept) {
                cancelTimer(kind);
            }
        }
    }

    /**
     * Returns whether a timer that has fired is due, and forgets it. A timer that was cancelled is not; one that was set
     * anew, or fired too early, is set again.
     */
    boolean isDue(TimerKind kind, long now) {
        Long at = timers.get(kind);
        if (at == null) {
            return false;
        }
        if (at - now > 0) {
            add(new SessionAction.SetTimer(kind, at));
            return false;
        }
        timers.remove(kind);
        return true;
    }
}
