package dev.storystreamer.core;

import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;

/** The causes of an exception. */
public final class Causes {

    /** Longer than any real chain; a chain may be a cycle. */
    private static final int MAX_DEPTH = 20;

    private Causes() {}

    /**
     * Removes what {@link java.util.concurrent.CompletionStage} and {@link java.util.concurrent.Future} wrap around a
     * failure.
     *
     * @param failure any exception
     * @return the first cause that is no {@link CompletionException} or {@link ExecutionException}, or the last one if
     *     it has no cause; {@code failure} itself if there is none within {@value #MAX_DEPTH} causes
     */
    public static Throwable unwrap(Throwable failure) {
        return of(failure)
                .filter(cause -> !isWrapper(cause) || cause.getCause() == null)
                .findFirst()
                .orElse(failure);
    }

    private static boolean isWrapper(Throwable failure) {
        return failure instanceof CompletionException || failure instanceof ExecutionException;
    }

    /** {@return the exception, its cause, the cause of that and so on; at most {@value #MAX_DEPTH}} */
    public static Stream<Throwable> of(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause).limit(MAX_DEPTH);
    }
}
