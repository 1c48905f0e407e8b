package dev.storystreamer.awslocal.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storystreamer.awslocal.concurrent.Timers;
import dev.storystreamer.awslocal.faults.LatencyProfile;
import dev.storystreamer.awslocal.faults.SimulationSettings;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DeployedFunctionsTest {

    private final Timers timers = new Timers(1);
    private final DeployedFunctions functions = new DeployedFunctions(
            new ConcurrencyLimiter(1), new SimulationSettings(LatencyProfile.NO_DELAY, List.of()), timers);

    @AfterEach
    void close() {
        functions.close();
        timers.close();
    }

    @Test
    void doesNotInterruptTheNextInvocationOfAThreadAfterATimeout() {
        var queued = new CountDownLatch(1);
        var interrupted = new CompletableFuture<Boolean>();
        functions.deploy(
                "slow",
                (event, invocation) -> {
                    try {
                        new CountDownLatch(1).await();
                    } catch (InterruptedException e) {
                        queued.await();
                        Thread.currentThread().interrupt();
                    }
                    return event;
                },
                Duration.ofMillis(200));
        functions.deploy(
                "next",
                (event, invocation) -> {
                    interrupted.complete(Thread.currentThread().isInterrupted());
                    return event;
                },
                Duration.ofMinutes(1));

        CompletableFuture<byte[]> slow = functions.invoke("slow", new byte[0]);
        boolean accepted = functions.invokeAsync("next", new byte[0]);
        queued.countDown();

        assertThat(accepted).isTrue();
        assertThat(interrupted).succeedsWithin(Duration.ofSeconds(20)).isEqualTo(false);
        assertThat(slow)
                .failsWithin(Duration.ofSeconds(20))
                .withThrowableOfType(ExecutionException.class)
                .withCauseInstanceOf(FunctionTimeoutException.class);
    }
}
