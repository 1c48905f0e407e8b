package dev.storystreamer.awslocal.concurrent;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** The last link of a chain of futures. */
public final class CompletableFutures {

    private static final System.Logger LOG = System.getLogger(CompletableFutures.class.getName());

    private CompletableFutures() {}

    /** Calls one of two when a future is done; what they throw themselves is a bug, and logged. */
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
                    LOG.log(System.Logger.Level.ERROR, "a bug in the local cloud", unwrap(bug));
                    return false;
                });
    }

    /** Waits for a future, but not longer than this; however it ends is as good. */
    public static void await(CompletableFuture<?> future, Duration atMost) {
        try {
            future.get(atMost.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.log(System.Logger.Level.DEBUG, "not waited for any longer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Throwable unwrap(Throwable failure) {
        Throwable cause = failure.getCause();
        return failure instanceof CompletionException && cause != null ? cause : failure;
    }
}
