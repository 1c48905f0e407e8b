package dev.storystreamer.infra;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How the stack is watched.
 *
 * @param alarms whether alarms are made
 * @param dashboard whether a dashboard is made
 * @param alarmEmail whom alarms and the budget write to; empty for nobody
 * @param firstTextP99 the alarm for slow stories: one story in a hundred waits longer than this for its first words
 * @param monthlyBudgetUsd what the whole account may cost a month before somebody is told; empty for no budget
 * @param metricsNamespace where the handler's own metrics are
 */
public record WatchSettings(
        boolean alarms,
        boolean dashboard,
        Optional<String> alarmEmail,
        Duration firstTextP99,
        OptionalInt monthlyBudgetUsd,
        String metricsNamespace) {
    /** Checks that nothing is missing, and that a budget has somebody to write to. */
    public WatchSettings {
        Objects.requireNonNull(alarmEmail, "alarmEmail");
        Objects.requireNonNull(firstTextP99, "firstTextP99");
        Objects.requireNonNull(monthlyBudgetUsd, "monthlyBudgetUsd");
        Objects.requireNonNull(metricsNamespace, "metricsNamespace");
        if (monthlyBudgetUsd.isPresent() && alarmEmail.isEmpty()) {
            throw new IllegalArgumentException("a budget needs an alarmEmail to write to");
        }
    }
}
