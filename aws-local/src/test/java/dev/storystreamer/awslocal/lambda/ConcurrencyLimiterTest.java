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

    private final ConcurrencyLimiter concurrency = new ConcurrencyLimiter(2);
    private final Semaphore release = new Semaphore(0);

    @AfterEach
    void close() {
        release.release(1_000_000);
        concurrency.close(Duration.ofSeconds(20));
    }

    @Test
    void refusesOneCallTooMany() {
        assertThat(concurrency.start(release::acquireUninterruptibly)).isTrue();
        assertThat(concurrency.start(release::acquireUninterruptibly)).isTrue();

        assertThat(concurrency.start(() -> {})).isFalse();
    }

    @Test
    void runsWhatWaitsInOrderAsSoonAsACallHasEnded() throws Exception {
        List<Integer> ran = Collections.synchronizedList(new ArrayList<>());
        var last = new CountDownLatch(1);
        concurrency.start(release::acquireUninterruptibly);
        concurrency.start(release::acquireUninterruptibly);
        for (int i = 0; i < 100; i++) {
            int number = i;
            assertThat(concurrency.startLater(() -> ran.add(number), 1)).isTrue();
        }
        concurrency.startLater(last::countDown, 1);
        int before = ran.size();

        release.release(1); // one thread is free, so that the order can be seen

        assertThat(last.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(before).isZero();
        assertThat(ran).hasSize(100).isSorted();
    }

    @Test
    void neverRunsMoreAtATimeThanItMay() throws Exception {
        var now = new AtomicInteger();
        var most = new AtomicInteger();
        var left = new CountDownLatch(10_000);
        for (int i = 0; i < 10_000; i++) {
            concurrency.startLater(
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
    void refusesWhatWouldFillTheMemory() {
        concurrency.start(release::acquireUninterruptibly);
        concurrency.start(release::acquireUninterruptibly);

        assertThat(concurrency.startLater(() -> {}, 60 << 20)).isTrue();
        assertThat(concurrency.startLater(() -> {}, 60 << 20)).isFalse();
        assertThat(concurrency.startLater(() -> {}, 1 << 20)).isTrue();
    }
}
