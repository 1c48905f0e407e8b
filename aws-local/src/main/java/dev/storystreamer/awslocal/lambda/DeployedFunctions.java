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

/** Lambda: the functions there are, and their calls. Thread-safe. */
public final class DeployedFunctions implements AutoCloseable {

    /**
     * How many calls an account may have under way, unless more is asked for.
     *
     * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html">Lambda quotas</a>
     */
    public static final int DEFAULT_CONCURRENCY = 1_000;

    private static final System.Logger LOG = System.getLogger(DeployedFunctions.class.getName());
    private static final Duration LAST_CALLS = Duration.ofSeconds(1);

    private final Map<String, Deployed> functions = new ConcurrentHashMap<>();
    private final ConcurrencyLimiter concurrency;
    private final SimulationSettings settings;
    private final Timers timers;

    public DeployedFunctions(ConcurrencyLimiter concurrency, SimulationSettings settings, Timers timers) {
        this.concurrency = concurrency;
        this.settings = settings;
        this.timers = timers;
    }

    public void deploy(String name, LambdaFunction function, Duration timeout) {
        functions.put(name, new Deployed(function, timeout));
    }

    public boolean has(String name) {
        return functions.containsKey(name);
    }

    /**
     * Calls a function.
     *
     * @return completes with its answer, or fails with what it threw, with {@link FunctionTimeoutException}, with
     *     {@link TooManyRequestsException}, or with IllegalStateException if there is no function of that name
     */
    public CompletableFuture<byte[]> invoke(String name, byte[] event) {
        var answer = new CompletableFuture<byte[]>();
        if (!has(name)) {
            answer.completeExceptionally(new IllegalStateException("no function is deployed as " + name));
        } else if (!concurrency.start(() -> run(name, event, answer))) {
            answer.completeExceptionally(new TooManyRequestsException());
        }
        return answer;
    }

    /**
     * Calls a function as an Event: when there is room for it, and nobody hears of its answer or its failure.
     *
     * @return false if too many events wait already
     */
    public boolean send(String name, byte[] event) {
        var answer = new CompletableFuture<byte[]>();
        CompletableFutures.whenDone(
                answer,
                heard -> {},
                failure -> LOG.log(System.Logger.Level.WARNING, "a function called as an Event failed", failure));
        return concurrency.startLater(() -> run(name, event, answer), event.length);
    }

    /** Runs a call on this thread to its end; does not throw. */
    private void run(String name, byte[] event, CompletableFuture<byte[]> answer) {
        Deployed function = functions.get(name);
        if (function == null) {
            answer.completeExceptionally(new IllegalStateException("no function is deployed as " + name));
            return;
        }
        Duration timeout = timeout(function);
        var invocation =
                new Invocation(UUID.randomUUID().toString(), name, Instant.now().plus(timeout));
        // A task of its own, for its cancellation interrupts this call and never the thread's next one.
        var task = new FutureTask<>(() -> answer(function, event, invocation, answer), null);
        Runnable alarm = timers.schedule(timeout, () -> {
            if (answer.completeExceptionally(new FunctionTimeoutException(invocation.requestId(), timeout))) {
                task.cancel(true);
            }
        });
        task.run();
        alarm.run();
    }

    private Duration timeout(Deployed function) {
        OptionalInt seconds = settings.at(Fault.FUNCTION_DEADLINE);
        return seconds.isPresent() ? Duration.ofSeconds(seconds.getAsInt()) : function.timeout();
    }

    private static void answer(
            Deployed function, byte[] event, Invocation invocation, CompletableFuture<byte[]> answer) {
        try {
            answer.complete(function.code().invoke(event, invocation));
        } catch (Throwable e) { // an Error too is a function error, and the caller's to know
            answer.completeExceptionally(e);
        }
    }

    /** Waits a moment for the calls under way, then interrupts them; forgets the events that wait. */
    @Override
    public void close() {
        concurrency.close(LAST_CALLS);
    }

    private record Deployed(LambdaFunction code, Duration timeout) {}
}
