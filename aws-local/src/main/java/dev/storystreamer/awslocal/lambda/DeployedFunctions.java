package dev.storystreamer.awslocal.lambda;

import dev.storystreamer.awslocal.concurrent.CompletableFutures;
import dev.storystreamer.awslocal.concurrent.Timers;
import dev.storystreamer.awslocal.faults.Fault;
import dev.storystreamer.awslocal.faults.SimulationSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.FutureTask;

/** The deployed functions, and their invocations by the services of the cloud. Thread-safe. */
public final class DeployedFunctions implements AutoCloseable {

    /**
     * The concurrency of a new account.
     *
     * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html">Lambda quotas</a>
     */
    public static final int DEFAULT_CONCURRENCY = 1_000;

    private static final System.Logger LOG = System.getLogger(DeployedFunctions.class.getName());
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);

    private final Map<String, DeployedFunction> functions = new ConcurrentHashMap<>();
    private final ConcurrencyLimiter limiter;
    private final SimulationSettings settings;
    private final Timers timers;

    public DeployedFunctions(ConcurrencyLimiter limiter, SimulationSettings settings, Timers timers) {
        this.limiter = limiter;
        this.settings = settings;
        this.timers = timers;
    }

    public void deploy(String name, LambdaFunction function, Duration timeout) {
        functions.put(name, new DeployedFunction(function, timeout));
    }

    boolean contains(String name) {
        return functions.containsKey(name);
    }

    /**
     * Invokes a function synchronously ({@code RequestResponse}).
     *
     * @return completes with the function's response, or fails with what it threw, with {@link FunctionTimeoutException},
     *     with {@link TooManyRequestsException}, or with IllegalStateException if there is no such function
     */
    public CompletableFuture<byte[]> invoke(String name, byte[] event) {
        var result = new CompletableFuture<byte[]>();
        if (!contains(name)) {
            result.completeExceptionally(notDeployed(name));
        } else if (!limiter.tryRun(() -> run(name, event, result))) {
            result.completeExceptionally(new TooManyRequestsException());
        }
        return result;
    }

    /**
     * Invokes a function asynchronously ({@code Event}): it runs when the concurrency allows it, and its result is dropped.
     *
     * @return false if the queue of events is full
     */
    public boolean invokeAsync(String name, byte[] event) {
        var result = new CompletableFuture<byte[]>();
        CompletableFutures.whenDone(result, dropped -> {}, failure -> {
            LOG.log(System.Logger.Level.WARNING, "asynchronous invocation of " + name + " failed: " + failure);
            LOG.log(System.Logger.Level.DEBUG, "asynchronous invocation failed", failure);
        });
        return limiter.runOrEnqueue(() -> run(name, event, result), event.length);
    }

    /** Runs an invocation on this thread to its end; does not throw. */
    private void run(String name, byte[] event, CompletableFuture<byte[]> result) {
        DeployedFunction function = functions.get(name);
        if (function == null) {
            result.completeExceptionally(notDeployed(name));
            return;
        }
        Duration timeout = timeout(function);
        var invocation =
                new Invocation(UUID.randomUUID().toString(), name, Instant.now().plus(timeout));
        // A separate task, so that a timeout interrupts this invocation only.
        var task = new FutureTask<>(() -> run(function, event, invocation, result), null);
        Runnable cancelTimeout = timers.schedule(timeout, () -> {
            if (result.completeExceptionally(new FunctionTimeoutException(invocation.requestId(), timeout))) {
                task.cancel(true);
            }
        });
        task.run();
        Thread.interrupted(); // the interrupt of a cancellation can still be pending
        cancelTimeout.run();
    }

    private static void run(
            DeployedFunction function, byte[] event, Invocation invocation, CompletableFuture<byte[]> result) {
        try {
            result.complete(function.code().invoke(event, invocation));
        } catch (Throwable e) { // an Error is a function error too
            result.completeExceptionally(e);
        }
    }

    private Duration timeout(DeployedFunction function) {
        OptionalInt seconds = settings.position(Fault.FUNCTION_DEADLINE);
        return seconds.isPresent() ? Duration.ofSeconds(seconds.getAsInt()) : function.timeout();
    }

    private static IllegalStateException notDeployed(String name) {
        return new IllegalStateException("no function is deployed as " + name);
    }

    @Override
    public void close() {
        limiter.close(CLOSE_TIMEOUT);
    }

    private record DeployedFunction(LambdaFunction code, Duration timeout) {}
}
