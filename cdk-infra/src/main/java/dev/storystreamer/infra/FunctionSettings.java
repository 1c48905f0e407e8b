package dev.storystreamer.infra;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.OptionalInt;
import software.amazon.awscdk.services.lambda.Architecture;
import software.amazon.awscdk.services.lambda.Runtime;
import software.amazon.awscdk.services.logs.RetentionDays;

/**
 * What the function runs on.
 *
 * @param zip the function's package, {@code lambda-app/target/story-lambda.zip}
 * @param memoryMb memory; a CPU's share grows with it
 * @param architecture arm64 or x86_64; the package holds native parts for both
 * @param runtime a managed Java runtime; the package's classes are for Java 17 and newer
 * @param snapStart whether a published version starts from a snapshot of a primed process
 * @param timeout the longest a story may take, at most 15 minutes
 * @param reservedConcurrency how many stories may be told at once, which no other function of the account can take; empty
 *     for as many as the account allows
 * @param tracing whether X-Ray follows each invocation
 * @param logRetention how long logs are kept
 */
public record FunctionSettings(
        Path zip,
        int memoryMb,
        Architecture architecture,
        Runtime runtime,
        boolean snapStart,
        Duration timeout,
        OptionalInt reservedConcurrency,
        boolean tracing,
        RetentionDays logRetention) {
    /** Checks that nothing is missing. */
    public FunctionSettings {
        Objects.requireNonNull(zip, "zip");
        Objects.requireNonNull(architecture, "architecture");
        Objects.requireNonNull(runtime, "runtime");
        Objects.requireNonNull(timeout, "timeout");
        Objects.requireNonNull(reservedConcurrency, "reservedConcurrency");
        Objects.requireNonNull(logRetention, "logRetention");
    }
}
