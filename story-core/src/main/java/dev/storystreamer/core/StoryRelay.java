package dev.storystreamer.core;

import static java.util.Objects.requireNonNull;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/**
 * Streams stories from a model to clients, and decides how each story ends. Thread-safe: one relay serves any number of
 * stories at the same time; stories share no state.
 *
 * <p><b>Delivery.</b> The relay sends {@link ClientMessage.Opened} before the model answers, and the first text as soon
 * as it arrives. At most one message of a story is in flight. Text that arrives meanwhile is joined and sent as one
 * message when that one is accepted. All messages keep their order. If each message takes {@code L}, text reaches the
 * client at most {@code 2 L} after the model sent it, as long as {@link RelayOptions#minPostInterval} is zero.
 *
 * <p><b>Endings.</b> Each story has exactly one {@link Ending}. The text sent to the client is always a prefix of the
 * model's text, in order, without repetition. If a story ends before the model's stream does, the relay cancels the
 * stream.
 *
 * <p><b>Retries.</b> A call of the model that fails with a reason {@linkplain LlmException.Reason#isWorthRetrying() worth
 * retrying} is retried after a {@link Backoff} if no part of its answer was passed on and time is left.
 */
public final class StoryRelay {

    private static final Duration TIME_FOR_A_STORY = Duration.ofMinutes(5);

    private final LlmStream model;
    private final Scheduler scheduler;
    private final RandomGenerator random;
    private final RelayOptions options;

    /**
     * Creates a relay.
     *
     * @param model generates the stories
     * @param scheduler the clock and the timers of all stories
     * @param random draws the delays before retries; thread-safe
     * @param options how to deliver, wait and retry
     */
    public StoryRelay(LlmStream model, Scheduler scheduler, RandomGenerator random, RelayOptions options) {
        this.model = requireNonNull(model, "model");
        this.scheduler = requireNonNull(scheduler, "scheduler");
        this.random = requireNonNull(random, "random");
        this.options = requireNonNull(options, "options");
    }

    /** {@return a relay of this model with {@link RelayOptions#DEFAULTS} and {@link Scheduler#shared}} */
    public static StoryRelay of(LlmStream model) {
        return new StoryRelay(model, Scheduler.shared(), new SecureRandom(), RelayOptions.DEFAULTS);
    }

    /**
     * Starts a story that may take five minutes. The calls to the model's publisher and to the client are made on the
     * calling thread, on the threads that signal chunks and results, and on the scheduler's.
     *
     * @param request the conversation
     * @param client the client that gets the story
     * @return the story in progress
     */
    public StorySession start(StoryRequest request, ClientSink client) {
        return start(request, client, TIME_FOR_A_STORY, Runnable::run);
    }

    /**
     * Starts a story and returns at once. If the executor runs tasks on the calling thread, the model has been called
     * when this method returns.
     *
     * @param request the conversation
     * @param client the client that gets the story
     * @param timeLeft the time for the whole story; the story is ended {@link RelayOptions#endingReserve} earlier
     * @param executor runs the calls to the model's publisher and to the client, one at a time. If it rejects a task,
     *     the thread that submitted the task runs it
     * @return the story in progress
     */
    public StorySession start(StoryRequest request, ClientSink client, Duration timeLeft, Executor executor) {
        requireNonNull(request, "request");
        StorySession session = new StorySession(
                model.stream(request),
                requireNonNull(client, "client"),
                scheduler,
                random,
                options,
                timeLeft,
                requireNonNull(executor, "executor"));
        session.on(new SessionEvent.Started());
        return session;
    }
}
