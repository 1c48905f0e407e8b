package dev.storystreamer.infra;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The settings of alarms, dashboard and budget.
 *
 * @param alarms whether to create alarms
 * @param dashboard whether to create a dashboard
 * @param alarmEmail the address that alarms and the budget notify; empty for none
 * @param firstTextP99 the threshold of the alarm for the time to the first text, 99th percentile
 * @param monthlyBudgetUsd the monthly budget of the whole account; empty for no budget
 * @param metricsNamespace the namespace of the handler's metrics
 */
public record MonitoringSettings(
        boolean alarms,
        boolean dashboard,
        Optional<String> alarmEmail,
        Duration firstTextP99,
        OptionalInt monthlyBudgetUsd,
        String metricsNamespace) {
    /** Checks that no value is null, and that a budget has an address. */
    public MonitoringSettings {
        Objects.requireNonNull(alarmEmail, "alarmEmail");
        Objects.requireNonNull(firstTextP99, "firstTextP99");
        Objects.requireNonNull(monthlyBudgetUsd, "monthlyBudgetUsd");
        Objects.requireNonNull(metricsNamespace, "metricsNamespace");
        if (monthlyBudgetUsd.isPresent() && alarmEmail.isEmpty()) {
            throw new IllegalArgumentException("monthlyBudgetUsd needs alarmEmail");
        }
    }
}
