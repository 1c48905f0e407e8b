package dev.storystreamer.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SerialLoopTest {

    private final List<String> log = new ArrayList<>();
    private final AtomicInteger runs = new AtomicInteger();

    @Test
    void runsTheTaskOnceForEachTriggerOfAnIdleLoop() {
        SerialLoop loop = new SerialLoop(Runnable::run, runs::incrementAndGet);

        loop.trigger();
        loop.trigger();

        assertThat(runs).hasValue(2);
    }

    @Test
    void runsTheTaskOnceForTriggersThatPrecedeTheRun() {
        Deque<Runnable> submitted = new ArrayDeque<>();
        SerialLoop loop = new SerialLoop(submitted::add, runs::incrementAndGet);

        loop.trigger();
        loop.trigger();
        loop.trigger();
        assertThat(submitted).hasSize(1);
        submitted.remove().run();

        assertThat(runs).hasValue(1);
        loop.trigger();
        assertThat(submitted).hasSize(1);
    }

    @Test
    void runsAgainAfterATriggerFromTheTaskAndDoesNotNest() {
        SerialLoop[] loop = new SerialLoop[1];
        loop[0] = new SerialLoop(Runnable::run, () -> {
            log.add("begin");
            if (runs.incrementAndGet() == 1) {
                loop[0].trigger();
                loop[0].trigger();
            }
            log.add("end");
        });

        loop[0].trigger();

        assertThat(log).containsExactly("begin", "end", "begin", "end");
    }

    @Test
    void passesOnARejectionThatTheTaskThrew() {
        SerialLoop loop = new SerialLoop(Runnable::run, () -> {
            runs.incrementAndGet();
            throw new RejectedExecutionException("of the task");
        });

        assertThatThrownBy(loop::trigger)
                .isInstanceOf(RejectedExecutionException.class)
                .hasMessage("of the task");

        assertThat(runs).hasValue(1);
    }

    @Test
    void runsOnOneThreadAtATimeAndSeesEveryTrigger() throws InterruptedException {
        int threads = 4;
        int triggers = 20_000;
        AtomicInteger running = new AtomicInteger();
        AtomicInteger overlaps = new AtomicInteger();
        AtomicLong before = new AtomicLong();
        long[] seen = new long[1]; // written by the loop alone
        CountDownLatch allSeen = new CountDownLatch(1);
        ExecutorService pool = Executors.newFixedThreadPool(2);
        SerialLoop loop = new SerialLoop(pool, () -> {
            overlaps.addAndGet(running.getAndIncrement());
            seen[0] = before.get();
            running.decrementAndGet();
            if (seen[0] == (long) threads * triggers) {
                allSeen.countDown();
            }
        });

        for (int i = 0; i < threads; i++) {
            new Thread(() -> {
                        for (int j = 0; j < triggers; j++) {
                            before.incrementAndGet();
                            loop.trigger();
                        }
                    })
                    .start();
        }

        assertThat(allSeen.await(20, TimeUnit.SECONDS))
                .as("a run after the last trigger")
                .isTrue();
        assertThat(overlaps).as("runs that overlap").hasValue(0);
        pool.shutdown();
    }

    @Test
    void runsOnTheTriggeringThreadWhenTheExecutorRejectsTheLoop() {
        List<Thread> threads = new ArrayList<>();
        SerialLoop loop = new SerialLoop(
                task -> {
                    throw new RejectedExecutionException("shut down");
                },
                () -> threads.add(Thread.currentThread()));

        loop.trigger();
        loop.trigger();

        assertThat(threads).containsExactly(Thread.currentThread(), Thread.currentThread());
    }

    @Test
    void neverRunsAgainAfterTheTaskHasThrown() {
        SerialLoop loop = new SerialLoop(Runnable::run, () -> {
            runs.incrementAndGet();
            throw new IllegalStateException("a bug");
        });

        assertThatThrownBy(loop::trigger).isInstanceOf(IllegalStateException.class);
        loop.trigger();

        assertThat(runs).hasValue(1);
    }
}
