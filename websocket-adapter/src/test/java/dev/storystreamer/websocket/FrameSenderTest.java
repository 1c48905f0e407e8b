package dev.storystreamer.websocket;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.storystreamer.core.Backoff;
import dev.storystreamer.core.ClientSink;
import dev.storystreamer.core.ClientSinkException;
import dev.storystreamer.core.Scheduler;
import dev.storystreamer.core.Transmission;
import dev.storystreamer.core.testkit.ManualScheduler;
import dev.storystreamer.protocol.EncodedMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How the frames of one message are sent: one thread, no network and manual time. */
class FrameSenderTest {

    private static final Duration TIME_LEFT = Duration.ofSeconds(10);
    private static final Duration LONGEST_DELAY = Duration.ofMillis(100);
    private static final PostOptions OPTIONS =
            new PostOptions(Duration.ofMinutes(1), 3, new Backoff(LONGEST_DELAY, LONGEST_DELAY));

    private final ManualScheduler time = new ManualScheduler();
    private final List<LocalHttpClient.Post> posts = new ArrayList<>();

    private static Iterator<byte[]> frames(int count) {
        return IntStream.range(0, count)
                .mapToObj(number -> Integer.toString(number).getBytes(UTF_8))
                .iterator();
    }

    /** Sends frames that can be posted twice; the test answers the posts. */
    private Transmission send(Iterator<byte[]> frames) {
        return send(frames, time);
    }

    private Transmission send(Iterator<byte[]> frames, Scheduler scheduler) {
        return new LocalHttpClient(posts::add)
                .sender(scheduler, OPTIONS)
                .send("c", new EncodedMessage(frames, true), TIME_LEFT);
    }

    private LocalHttpClient.Post latest() {
        return posts.get(posts.size() - 1);
    }

    private static ClientSink.Delivery await(Transmission transmission) throws Exception {
        return transmission.delivery().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private static ClientSinkException failureOf(Transmission transmission) {
        assertThat(transmission.delivery().toCompletableFuture()).isDone();
        Throwable thrown = catchThrowable(() -> await(transmission));
        assertThat(thrown).isInstanceOf(ExecutionException.class).hasCauseInstanceOf(ClientSinkException.class);
        return (ClientSinkException) thrown.getCause();
    }

    @Test
    void usesNoMoreStackForManyFramesThatAreAnsweredAtOnce() throws Exception {
        List<Long> depths = new ArrayList<>();
        var http = new LocalHttpClient(post -> {
            depths.add(StackWalker.getInstance().walk(stack -> stack.count()));
            post.answer(200);
        });

        Transmission transmission =
                http.sender(time, OPTIONS).send("c", new EncodedMessage(frames(2_000), true), TIME_LEFT);

        assertThat(await(transmission).posts()).isEqualTo(2_000);
        assertThat(depths).hasSize(2_000);
        assertThat(Collections.max(depths)).isLessThan(depths.get(0) + 10);
    }

    @Test
    void sendsFramesInOrderWhenAnotherThreadAnswers() throws Exception {
        var executor = Executors.newSingleThreadExecutor();
        List<String> bodies = new ArrayList<>(); // one post at a time
        var http = new LocalHttpClient(post -> {
            bodies.add(post.body());
            executor.execute(() -> post.answer(200));
        });
        try {
            var message = new EncodedMessage(frames(5_000), true);

            assertThat(await(http.sender(time, OPTIONS).send("c", message, TIME_LEFT)))
                    .isEqualTo(new ClientSink.Delivery(
                            5_000, String.join("", bodies).length(), 0));
        } finally {
            executor.shutdownNow();
        }
        assertThat(bodies)
                .isEqualTo(IntStream.range(0, 5_000).mapToObj(Integer::toString).toList());
    }

    @Test
    void encodesAFrameOnlyAfterTheOneBeforeWasAccepted() throws Exception {
        Iterator<byte[]> frames = frames(2);
        Transmission transmission = send(frames);
        assertThat(frames.hasNext()).isTrue();

        latest().answer(200);
        assertThat(frames.hasNext()).isFalse();
        latest().answer(200);

        assertThat(await(transmission)).isEqualTo(new ClientSink.Delivery(2, 2, 0));
        assertThat(time.pending()).isZero();
    }

    @Test
    void failsWhenAFrameCannotBeEncoded() {
        Throwable noMemory = new OutOfMemoryError("in a test");
        for (int accepted : new int[] {0, 1}) {
            Transmission transmission = send(failingAfter(accepted, (Error) noMemory));
            for (int i = 0; i < accepted; i++) {
                latest().answer(200);
            }

            ClientSinkException failure = failureOf(transmission);

            assertThat(failure).hasCause(noMemory);
            assertThat(failure.delivered()).isEqualTo(new ClientSink.Delivery(accepted, accepted, 0));
        }
    }

    private static Iterator<byte[]> failingAfter(int count, Error failure) {
        Iterator<byte[]> first = frames(count);
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return true;
            }

            @Override
            public byte[] next() {
                if (first.hasNext()) {
                    return first.next();
                }
                throw failure;
            }
        };
    }

    @Test
    void failsWhenTheSchedulerFailsToDelayARetry() {
        Error noThread = new OutOfMemoryError("unable to create native thread");
        Transmission transmission = send(frames(3), new Scheduler() {
            @Override
            public long nanoTime() {
                return time.nanoTime();
            }

            @Override
            public Timer schedule(Runnable task, Duration delay) {
                if (delay.compareTo(LONGEST_DELAY) <= 0) {
                    throw noThread;
                }
                return time.schedule(task, delay);
            }
        });
        latest().answer(200);

        latest().answer(429);

        assertThat(failureOf(transmission)).hasCause(noThread);
        assertThat(failureOf(transmission).delivered().posts()).isEqualTo(1);
    }

    @Test
    void abortsTheFrameInFlightAtTheDeadline() {
        Transmission transmission = send(frames(3));
        latest().answer(200);
        time.advance(TIME_LEFT.minusNanos(1));
        assertThat(transmission.delivery().toCompletableFuture()).isNotDone();

        time.advance(Duration.ofNanos(1));

        assertThat(failureOf(transmission).delivered().posts()).isEqualTo(1);
        assertThat(latest().isAborted()).isTrue();
        assertThat(posts).hasSize(2);
        assertThat(time.pending()).isZero();
    }

    @Test
    void doesNotBeginARetryAfterTheDeadline() {
        Transmission transmission = send(frames(3));
        time.advance(TIME_LEFT.minusNanos(1));

        latest().answer(429);

        assertThat(failureOf(transmission)).hasMessageContaining("no time is left");
        time.advance(TIME_LEFT);
        assertThat(posts).hasSize(1);
    }

    @Test
    void doesNotBeginARetryWhoseTimerIsLate() {
        var clock = new LateScheduler();
        Transmission transmission = send(frames(3), clock);
        latest().answer(429);
        clock.now = TIME_LEFT.toNanos();

        clock.latestTask.run();

        assertThat(failureOf(transmission)).hasMessageContaining("no time is left");
        assertThat(posts).hasSize(1);
    }

    /** A clock and the latest task, which the test runs too late. */
    private static final class LateScheduler implements Scheduler {

        private long now;
        private Runnable latestTask = () -> {};

        @Override
        public long nanoTime() {
            return now;
        }

        @Override
        public Timer schedule(Runnable task, Duration delay) {
            latestTask = task;
            return () -> {};
        }
    }

    @Test
    void retriesTheFrameInFlightAfterACancel() throws Exception {
        Transmission transmission = send(frames(3));

        transmission.cancel();
        latest().answer(429);
        assertThat(transmission.delivery().toCompletableFuture()).isNotDone();
        time.advance(LONGEST_DELAY);
        latest().answer(200);

        assertThat(await(transmission)).isEqualTo(new ClientSink.Delivery(1, 1, 1));
        assertThat(posts).extracting(LocalHttpClient.Post::body).containsExactly("0", "0");
    }

    @Test
    void failsAfterACancelWhenTheFrameInFlightIsRefused() {
        Transmission transmission = send(frames(3));
        latest().answer(200);

        transmission.cancel();
        latest().answer(403);

        assertThat(failureOf(transmission).delivered().posts()).isEqualTo(1);
    }

    @Test
    void failsAtTheDeadlineAfterACancel() {
        Transmission transmission = send(frames(3));
        transmission.cancel();

        time.advance(TIME_LEFT);

        assertThat(failureOf(transmission).delivered()).isEqualTo(ClientSink.Delivery.NONE);
        assertThat(latest().isAborted()).isTrue();
    }
}
