package dev.storystreamer.awslocal.recording;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RecordingTest {

    private final Recording recording = new Recording(10);

    @Test
    void notifiesTheWaitingThreadOfAStartedPost() throws Exception {
        FutureTask<Void> waiting = await(seen -> seen.maxConcurrentPosts() == 1);

        recording.postStarted("a connection");

        assertThat(waiting).succeedsWithin(Duration.ofSeconds(20));
    }

    @Test
    void notifiesTheWaitingThreadOfAClear() throws Exception {
        recording.add(new ModelCall("a model", "{}", 0));
        FutureTask<Void> waiting = await(seen -> seen.modelCalls().isEmpty());

        recording.clear();

        assertThat(waiting).succeedsWithin(Duration.ofSeconds(20));
    }

    /** Returns when another thread has evaluated the condition and holds the lock until it waits. */
    private FutureTask<Void> await(Predicate<Recording> condition) throws InterruptedException {
        var evaluated = new CountDownLatch(1);
        Predicate<Recording> observed = seen -> {
            boolean result = condition.test(seen);
            evaluated.countDown();
            return result;
        };
        var task = new FutureTask<Void>(() -> {
            recording.await(observed, Duration.ofHours(1));
            return null;
        });
        Thread thread = new Thread(task, "waiting");
        thread.setDaemon(true);
        thread.start();
        evaluated.await();
        return task;
    }
}
