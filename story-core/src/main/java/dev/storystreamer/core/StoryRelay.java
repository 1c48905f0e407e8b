package dev.storystreamer.core;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/**
 * Brings stories from a model to clients, word by word, and decides how each one ends. Thread-safe: one relay tells any
 * number of stories at once, and nothing of one story touches another.
 *
 * <p><b>Delivery.</b> The opening is posted while the model is still thinking, the first text as soon as it comes. At
 * most one message of a story is under way; text that the model says meanwhile is joined and goes out as one message
 * when that one has been accepted, split where it would be too large, never inside a code point. Everything that is not
 * text keeps its place in the order. With posts that take {@code L} the client is therefore at most {@code 2 L} behind
 * the model, however fast the model speaks.
 *
 * <p><b>Endings.</b> A story ends exactly once, as an {@link Ending}. Whatever the ending, the text that the client's
 * side accepted is a prefix of what the model said, in order, nothing twice. Unless the story {@link Ending#FINISHED
 * finished} or broke off by itself, the model is told to stop at once.
 *
 * <p><b>Retries.</b> A call that fails with a reason {@linkplain LlmException.Reason#isWorthRetrying() worth retrying} is
 * made again, after a pause, while nothing of its answer has been told and time is left.
 */
public final class StoryRelay {

    private final LlmStream model;
    private final Scheduler scheduler;
    private final RandomGenerator random;
    private final RelayOptions options;

    /**
     * Creates a relay.
     *
     * @param model who tells the stories
     * @param scheduler the clock, and the timers of silence, deadline and pauses
     * @param random draws the pauses before retries; thread-safe
     * @param options how to deliver, wait and retry
     */
    public StoryRelay(LlmStream model, Scheduler scheduler, RandomGenerator random, RelayOptions options) {
        this.model = requireNonNull(model, "model");
        this.scheduler = requireNonNull(scheduler, "scheduler");
        this.random = requireNonNull(random, "random");
        this.options = requireNonNull(options, "options");
    }

    /**
     * Tells one story. Returns at once; the model has been asked by then if the executor runs tasks on the calling
     * thread.
     *
     * @param request what the model is asked
     * @param client where the story is sent
     * @param timeLeft how long from now the caller can still serve the story; it ends {@link RelayOptions#endingReserve}
     *     before that
     * @param executor runs all calls of the model and the client, one at a time; they do not block. A task that it
     *     rejects is run by the thread that brought the news
     * @return the story being told
     */
    public StorySession start(StoryRequest request, ClientSink client, Duration timeLeft, Executor executor) {
        requireNonNull(request, "request");
        StorySession telling = new StorySession(
                model.stream(request),
                requireNonNull(client, "client"),
                scheduler,
                random,
                options,
                requireNonNull(executor, "executor"));
        telling.begin(timeLeft);
        return telling;
    }
}
