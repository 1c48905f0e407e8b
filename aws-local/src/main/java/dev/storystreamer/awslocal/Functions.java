package dev.storystreamer.awslocal;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/** Lambda: the functions there are, and their calls, each on a thread of its own. Thread-safe. */
final class Functions implements AutoCloseable {

    private static final Duration LAST_CALLS = Duration.ofSeconds(5);

    private final Map<String, Deployed> functions = new ConcurrentHashMap<>();
    private final ExecutorService calls = Executors.newCachedThreadPool(Threads.named("aws-local-function"));
    private final Controls controls;
    private final Clockwork clockwork;

    Functions(Controls controls, Clockwork clockwork) {
        this.controls = controls;
        this.clockwork = clockwork;
    }

    void deploy(String name, LambdaFunction function, Duration timeout) {
        functions.put(name, new Deployed(function, timeout));
    }

    boolean has(String name) {
        return functions.containsKey(name);
    }

    /**
     * Calls a function.
     *
     * @return completes with its answer, or fails with what it threw, with {@link FunctionTimeoutException}, or with
     *     IllegalStateException if there is no function of that name
     */
    CompletableFuture<byte[]> invoke(String name, byte[] event) {
        var answer = new CompletableFuture<byte[]>();
        Deployed function = functions.get(name);
        if (function == null) {
            answer.completeExceptionally(new IllegalStateException("no function is deployed as " + name));
            return answer;
        }
        Duration timeout = timeout(function);
        var invocation =
                new Invocation(UUID.randomUUID().toString(), name, Instant.now().plus(timeout));
        Future<?> call;
        try {
            call = calls.submit(() -> run(function, event, invocation, answer));
        } catch (RejectedExecutionException e) {
            answer.completeExceptionally(e);
            return answer;
        }
        Runnable alarm = clockwork.after(timeout, () -> {
            if (answer.completeExceptionally(new FunctionTimeoutException(invocation.requestId(), timeout))) {
                call.cancel(true);
            }
        });
        Futures.settle(answer, result -> alarm.run(), failure -> alarm.run());
        return answer;
    }

    private Duration timeout(Deployed function) {
        OptionalInt seconds = controls.at(Fault.FUNCTION_DEADLINE);
        return seconds.isPresent() ? Duration.ofSeconds(seconds.getAsInt()) : function.timeout();
    }

    private static void run(Deployed function, byte[] event, Invocation invocation, CompletableFuture<byte[]> answer) {
        try {
            answer.complete(function.code().invoke(event, invocation));
        } catch (Throwable e) { // an Error too is a function error, and the caller's to know
            answer.completeExceptionally(e);
        }
    }

    /** Waits a moment for the calls under way, then interrupts them. */
    @Override
    public void close() {
        calls.shutdown();
        try {
            if (!calls.awaitTermination(LAST_CALLS.toMillis(), TimeUnit.MILLISECONDS)) {
                calls.shutdownNow();
            }
        } catch (InterruptedException e) {
            calls.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    private record Deployed(LambdaFunction code, Duration timeout) {}
}
