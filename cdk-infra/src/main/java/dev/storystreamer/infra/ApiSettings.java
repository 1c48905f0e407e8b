package dev.storystreamer.infra;

import java.util.Objects;
import software.amazon.awscdk.services.logs.RetentionDays;

/**
 * The settings of the WebSocket API.
 *
 * @param invocation how messages invoke the function
 * @param authorization who can connect
 * @param throttleRate handshakes and messages per second, in the long term, of all clients together
 * @param throttleBurst the maximum burst of handshakes and messages
 * @param accessLogs whether the stage writes access logs
 * @param accessLogRetention how long access logs are kept
 */
public record ApiSettings(
        InvocationMode invocation,
        ConnectAuthorization authorization,
        int throttleRate,
        int throttleBurst,
        AccessLogMode accessLogs,
        RetentionDays accessLogRetention) {
    /** Checks that no value is null and that both limits are at least 1. */
    public ApiSettings {
        Objects.requireNonNull(invocation, "invocation");
        Objects.requireNonNull(authorization, "authorization");
        Objects.requireNonNull(accessLogs, "accessLogs");
        Objects.requireNonNull(accessLogRetention, "accessLogRetention");
        if (throttleRate < 1 || throttleBurst < 1) {
            throw new IllegalArgumentException(
                    "throttleRate and throttleBurst must be >= 1: " + throttleRate + ", " + throttleBurst);
        }
    }
}
