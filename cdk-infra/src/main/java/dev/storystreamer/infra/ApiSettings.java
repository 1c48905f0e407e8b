package dev.storystreamer.infra;

import java.util.Objects;
import software.amazon.awscdk.services.logs.RetentionDays;

/**
 * How the WebSocket API treats its clients.
 *
 * @param invocation how {@code $default} is invoked
 * @param access who may connect
 * @param throttleRate connections and messages a second, in the long run, of all clients together
 * @param throttleBurst how many of them may come at once
 * @param accessLogs whether the stage writes access logs
 * @param accessLogRetention how long they are kept
 */
public record ApiSettings(
        Invocation invocation,
        Access access,
        int throttleRate,
        int throttleBurst,
        AccessLogs accessLogs,
        RetentionDays accessLogRetention) {
    /** Checks that nothing is missing and that both throttles let something through. */
    public ApiSettings {
        Objects.requireNonNull(invocation, "invocation");
        Objects.requireNonNull(access, "access");
        Objects.requireNonNull(accessLogs, "accessLogs");
        Objects.requireNonNull(accessLogRetention, "accessLogRetention");
        if (throttleRate < 1 || throttleBurst < 1) {
            throw new IllegalArgumentException(
                    "throttleRate and throttleBurst must be >= 1: " + throttleRate + ", " + throttleBurst);
        }
    }
}
