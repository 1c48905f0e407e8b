package dev.storystreamer.infra;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.OptionalInt;
import software.amazon.awscdk.services.lambda.Architecture;
import software.amazon.awscdk.services.lambda.Runtime;
import software.amazon.awscdk.services.logs.RetentionDays;

/**
 * The settings of the Lambda function.
 *
 * @param zip the deployment package, {@code lambda-app/target/story-lambda.zip}
 * @param memoryMb the memory size; the CPU share is proportional to it
 * @param architecture arm64 or x86_64; the package contains native libraries for both
 * @param runtime a managed Java runtime; the classes in the package need Java 17 or newer
 * @param snapStart whether to use SnapStart for published versions
 * @param timeout the maximum duration of a story, at most 15 minutes
 * @param reservedConcurrency the maximum number of simultaneous invocations, which is reserved; empty for no
 *     reservation
 * @param tracing whether X-Ray traces each invocation
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
    /** Checks that no value is null. */
    public FunctionSettings {
        Objects.requireNonNull(zip, "zip");
        Objects.requireNonNull(architecture, "architecture");
        Objects.requireNonNull(runtime, "runtime");
        Objects.requireNonNull(timeout, "timeout");
        Objects.requireNonNull(reservedConcurrency, "reservedConcurrency");
        Objects.requireNonNull(logRetention, "logRetention");
    }
}
