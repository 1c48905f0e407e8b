package dev.storystreamer.awslocal.concurrent;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** Handles the results of futures so that no failure is lost. */
public final class CompletableFutures {

    private static final System.Logger LOG = System.getLogger(CompletableFutures.class.getName());

    private CompletableFutures() {}

    /** Calls one of two callbacks when a future completes. An exception from a callback is a bug and is logged. */
    public static <T> void whenDone(CompletableFuture<T> future, Consumer<T> onResult, Consumer<Throwable> onFailure) {
        var unused = future.handle((result, failure) -> {
                    if (failure == null) {
                        onResult.accept(result);
                    } else {
                        onFailure.accept(unwrap(failure));
                    }
                    return true;
                })
                .exceptionally(bug -> {
                    LOG.log(System.Logger.Level.ERROR, "a callback of the local cloud failed", unwrap(bug));
                    return false;
                });
    }

    /** Runs a callback when a future completes, with or without a failure. */
    public static <T> void whenDone(CompletableFuture<T> future, Runnable callback) {
        whenDone(future, result -> callback.run(), failure -> callback.run());
    }

    /** Waits until a future completes, normally or not, or until the timeout elapses. */
    public static void awaitDone(CompletableFuture<?> future, Duration timeout) {
        try {
            future.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.log(System.Logger.Level.DEBUG, "a future did not complete normally in time", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Throwable unwrap(Throwable failure) {
        Throwable cause = failure.getCause();
        return failure instanceof CompletionException && cause != null ? cause : failure;
    }
}
