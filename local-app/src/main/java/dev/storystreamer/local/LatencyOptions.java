package dev.storystreamer.local;

import static java.util.Objects.requireNonNull;

import dev.storystreamer.awslocal.faults.LatencyProfile;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command line options for the speed of the simulated model and of posts. */
final class LatencyOptions {

    @Spec(Spec.Target.MIXEE)
    @Nullable CommandSpec command;

    @Option(
            names = "--first-token-ms",
            paramLabel = "MS",
            defaultValue = "400",
            description = "time from a request to the simulated model's first event" + ServerOptions.DEFAULT)
    long firstTokenMs;

    @Option(
            names = "--token-interval-ms",
            paramLabel = "MS",
            defaultValue = "40",
            description = "time between two deltas of the simulated model" + ServerOptions.DEFAULT)
    long tokenIntervalMs;

    @Option(
            names = "--burst",
            paramLabel = "N",
            defaultValue = "1",
            description = "average number of deltas that the simulated model sends at the same time, with random pauses"
                    + " between; 1 sends them at even intervals" + ServerOptions.DEFAULT)
    int burst;

    @Option(
            names = "--tokens",
            paramLabel = "N",
            defaultValue = "0",
            description = "number of deltas in a story of the simulated model; 0 uses the length of the sample story"
                    + ServerOptions.DEFAULT)
    int tokens;

    @Option(
            names = "--post-latency-ms",
            paramLabel = "MS",
            defaultValue = "8",
            description = "duration of one post to a client" + ServerOptions.DEFAULT)
    long postLatencyMs;

    /** Checks the options; throws a {@link picocli.CommandLine.ParameterException} for the first invalid one. */
    LatencyProfile toProfile() {
        return new LatencyProfile(
                wait("--first-token-ms", firstTokenMs),
                wait("--token-interval-ms", tokenIntervalMs),
                OptionChecks.inRange(spec(), "--burst", burst, 1, LatencyProfile.MAX_BURST),
                OptionChecks.inRange(spec(), "--tokens", tokens, 0, LatencyProfile.MAX_TOKENS),
                wait("--post-latency-ms", postLatencyMs));
    }

    private Duration wait(String option, long millis) {
        return Duration.ofMillis(OptionChecks.inRange(spec(), option, millis, 0, LatencyProfile.MAX_WAIT.toMillis()));
    }

    private CommandSpec spec() {
        return requireNonNull(command, "command");
    }
}
