package dev.storystreamer.awslocal.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ConcurrencyLimiterTest {

    private final ConcurrencyLimiter limiter = new ConcurrencyLimiter(2);
    private final Semaphore release = new Semaphore(0);

    @AfterEach
    void close() {
        release.release(1_000_000);
        limiter.close(Duration.ofSeconds(20));
    }

    @Test
    void rejectsAnInvocationAboveTheLimit() {
        assertThat(limiter.tryRun(release::acquireUninterruptibly)).isTrue();
        assertThat(limiter.tryRun(release::acquireUninterruptibly)).isTrue();

        assertThat(limiter.tryRun(() -> {})).isFalse();
    }

    @Test
    void runsQueuedInvocationsInOrder() throws Exception {
        List<Integer> ran = Collections.synchronizedList(new ArrayList<>());
        var last = new CountDownLatch(1);
        limiter.tryRun(release::acquireUninterruptibly);
        limiter.tryRun(release::acquireUninterruptibly);
        for (int i = 0; i < 100; i++) {
            int number = i;
            assertThat(limiter.runOrEnqueue(() -> ran.add(number), 1)).isTrue();
        }
        limiter.runOrEnqueue(last::countDown, 1);
        int before = ran.size();

        release.release(1); // only one thread is free, so that the order is visible

        assertThat(last.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(before).isZero();
        assertThat(ran).hasSize(100).isSorted();
    }

    @Test
    void neverExceedsTheLimit() throws Exception {
        var now = new AtomicInteger();
        var most = new AtomicInteger();
        var left = new CountDownLatch(10_000);
        for (int i = 0; i < 10_000; i++) {
            limiter.runOrEnqueue(
                    () -> {
                        most.accumulateAndGet(now.incrementAndGet(), Math::max);
                        now.decrementAndGet();
                        left.countDown();
                    },
                    1);
        }

        assertThat(left.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(most.get()).isBetween(1, 2);
    }

    @Test
    void rejectsAnInvocationWhenTheQueueIsFull() {
        limiter.tryRun(release::acquireUninterruptibly);
        limiter.tryRun(release::acquireUninterruptibly);

        assertThat(limiter.runOrEnqueue(() -> {}, 60 << 20)).isTrue();
        assertThat(limiter.runOrEnqueue(() -> {}, 60 << 20)).isFalse();
        assertThat(limiter.runOrEnqueue(() -> {}, 1 << 20)).isTrue();
    }
}
