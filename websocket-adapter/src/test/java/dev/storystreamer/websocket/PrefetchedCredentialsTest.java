package dev.storystreamer.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.IdentityProvider;
import software.amazon.awssdk.identity.spi.ResolveIdentityRequest;

/** {@link PrefetchedCredentials} with a source that blocks until the test answers. */
@Timeout(60)
class PrefetchedCredentialsTest {

    private final ManualClock clock = new ManualClock();
    private final BlockingSource source = new BlockingSource();
    private final PrefetchedCredentials credentials = new PrefetchedCredentials(source, clock);

    @BeforeEach
    void prefetch() {
        credentials.prefetch();
    }

    @AfterEach
    void close() {
        credentials.close();
    }

    private static AwsCredentialsIdentity expiring(String key, Duration fromStart) {
        return AwsSessionCredentials.builder()
                .accessKeyId(key)
                .secretAccessKey("secret")
                .sessionToken("token")
                .expirationTime(ManualClock.START.plus(fromStart))
                .build();
    }

    private static AwsCredentialsIdentity lasting(String key) {
        return AwsCredentialsIdentity.create(key, "secret");
    }

    private CompletableFuture<AwsCredentialsIdentity> resolve() {
        return credentials.resolveIdentity(ResolveIdentityRequest.builder().build());
    }

    private static AwsCredentialsIdentity await(CompletableFuture<AwsCredentialsIdentity> future) throws Exception {
        return future.get(20, TimeUnit.SECONDS);
    }

    /** Answers the fetch in progress, and waits until its result is used. */
    private void fetched(AwsCredentialsIdentity identity) throws Exception {
        source.nextFetch().complete(identity);
        assertThat(await(resolve())).isEqualTo(identity);
    }

    @Test
    void beginsToFetchBeforeTheFirstCallAndOnAThreadOfItsOwn() {
        var unused = source.nextFetch();

        assertThat(source.thread.get().getName()).isEqualTo("story-credentials");
        assertThat(source.thread.get().isDaemon()).isTrue();
    }

    @Test
    void fetchesOnceForAllThatWait() throws Exception {
        List<CompletableFuture<AwsCredentialsIdentity>> waiting =
                IntStream.range(0, 10).mapToObj(i -> resolve()).toList();
        assertThat(waiting).noneMatch(CompletableFuture::isDone);
        waiting.get(0).cancel(true);

        source.nextFetch().complete(lasting("A"));

        for (var one : waiting.subList(1, 10)) {
            assertThat(await(one)).isEqualTo(lasting("A"));
        }
        assertThat(resolve()).isCompletedWithValue(lasting("A"));
        assertThat(source.fetches).isEmpty();
    }

    @Test
    void returnsValidCredentialsWhileItFetchesTheNextOnes() throws Exception {
        AwsCredentialsIdentity first = expiring("A", Duration.ofHours(1));
        fetched(first);
        clock.advance(Duration.ofMinutes(55).minusNanos(1));
        assertThat(resolve()).isCompletedWithValue(first);
        assertThat(source.fetches).isEmpty();

        clock.advance(Duration.ofNanos(1));

        assertThat(resolve()).isCompletedWithValue(first);
        CompletableFuture<AwsCredentialsIdentity> fetch = source.nextFetch();
        assertThat(resolve()).isCompletedWithValue(first);
        assertThat(source.fetches).as("further fetches").isEmpty();
        clock.advance(Duration.ofMinutes(5));
        CompletableFuture<AwsCredentialsIdentity> afterExpiration = resolve();
        assertThat(afterExpiration).isNotDone();
        AwsCredentialsIdentity second = expiring("B", Duration.ofHours(2));
        fetch.complete(second);
        assertThat(await(afterExpiration)).isEqualTo(second);
    }

    @Test
    void fetchesCredentialsWithoutAnExpirationAnewAfterAMinute() throws Exception {
        fetched(lasting("A"));
        clock.advance(Duration.ofSeconds(59));
        assertThat(resolve()).isCompletedWithValue(lasting("A"));
        assertThat(source.fetches).isEmpty();

        clock.advance(Duration.ofSeconds(1));

        assertThat(resolve()).isCompletedWithValue(lasting("A"));
        fetched(lasting("B"), lasting("A"));
    }

    /** Answers the fetch in progress, and waits until its result replaces the earlier one. */
    private void fetched(AwsCredentialsIdentity identity, AwsCredentialsIdentity earlier) throws Exception {
        source.nextFetch().complete(identity);
        AwsCredentialsIdentity current = earlier;
        while (current.equals(earlier)) {
            Thread.onSpinWait();
            current = await(resolve());
        }
        assertThat(current).isEqualTo(identity);
    }

    @Test
    void fetchesAgainAtTheNextCallAfterAFailure() throws Exception {
        CompletableFuture<AwsCredentialsIdentity> waiting = resolve();
        source.nextFetch().completeExceptionally(new IllegalStateException("no role"));
        assertThatThrownBy(() -> await(waiting))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("no role");

        CompletableFuture<AwsCredentialsIdentity> next = resolve();

        source.nextFetch().complete(lasting("A"));
        assertThat(await(next)).isEqualTo(lasting("A"));
    }

    @Test
    void keepsValidCredentialsAndPausesAfterAFailure() throws Exception {
        AwsCredentialsIdentity first = expiring("A", Duration.ofMinutes(6));
        fetched(first);
        clock.advance(Duration.ofMinutes(2));
        assertThat(resolve()).isCompletedWithValue(first);
        source.nextFetch().completeExceptionally(new IllegalStateException("no network"));
        source.awaitThreadsIdle();

        assertThat(resolve()).isCompletedWithValue(first);
        assertThat(source.fetches).as("fetches during the pause").isEmpty();
        clock.advance(Duration.ofSeconds(5));
        assertThat(resolve()).isCompletedWithValue(first);
        var unused = source.nextFetch();
    }

    @Test
    void waitsForOthersInTheLastMinuteOfTheCredentials() throws Exception {
        AwsCredentialsIdentity first = expiring("A", Duration.ofHours(1));
        fetched(first);
        clock.advance(Duration.ofMinutes(59).minusNanos(1));
        assertThat(resolve()).isCompletedWithValue(first);

        clock.advance(Duration.ofNanos(1));
        CompletableFuture<AwsCredentialsIdentity> waiting = resolve();

        assertThat(waiting).isNotDone();
        AwsCredentialsIdentity second = expiring("B", Duration.ofHours(2));
        source.nextFetch().complete(second);
        assertThat(await(waiting)).isEqualTo(second);
        assertThat(source.fetches).isEmpty();
    }

    @Test
    void waitsForOthersIfTheProcessWasFrozenUntilTheyHadExpired() throws Exception {
        fetched(expiring("A", Duration.ofHours(1)));
        clock.advance(Duration.ofDays(1));

        CompletableFuture<AwsCredentialsIdentity> waiting = resolve();

        assertThat(waiting).isNotDone();
        AwsCredentialsIdentity second = expiring("B", Duration.ofDays(2));
        source.nextFetch().complete(second);
        assertThat(await(waiting)).isEqualTo(second);
    }

    @Test
    void usesExpiredCredentialsForAMomentIfTheSourceHasNoOthers() throws Exception {
        AwsCredentialsIdentity expired = expiring("A", Duration.ofHours(-1));
        CompletableFuture<AwsCredentialsIdentity> waiting = resolve();
        source.nextFetch().complete(expired);
        assertThat(await(waiting)).isEqualTo(expired);

        clock.advance(Duration.ofSeconds(5).minusNanos(1));
        assertThat(resolve()).isCompletedWithValue(expired);
        assertThat(source.fetches).isEmpty();

        clock.advance(Duration.ofNanos(1));
        assertThat(resolve()).isNotDone();
        var unused = source.nextFetch();
    }

    @Test
    void failsIfTheSourceReturnsNoCredentialsAndFetchesAgainAtTheNextCall() throws Exception {
        CompletableFuture<AwsCredentialsIdentity> waiting = resolve();
        source.nextFetch().complete(null);
        assertThatThrownBy(() -> await(waiting))
                .isInstanceOf(ExecutionException.class)
                .hasRootCauseMessage("the source returned no credentials");

        CompletableFuture<AwsCredentialsIdentity> next = resolve();

        source.nextFetch().complete(lasting("A"));
        assertThat(await(next)).isEqualTo(lasting("A"));
    }

    @Test
    void failsTheWaitingCallsWhenItIsClosedEvenIfTheSourceIgnoresTheInterrupt() throws Exception {
        var released = new CompletableFuture<AwsCredentialsIdentity>();
        var called = new CountDownLatch(1);
        AwsCredentialsProvider uninterruptible = () -> {
            called.countDown();
            return (AwsCredentials) released.join();
        };
        var closed = new PrefetchedCredentials(uninterruptible, clock);
        CompletableFuture<AwsCredentialsIdentity> waiting =
                closed.resolveIdentity(ResolveIdentityRequest.builder().build());
        assertThat(called.await(20, TimeUnit.SECONDS)).isTrue();

        closed.close();

        assertThatThrownBy(() -> await(waiting)).hasCauseInstanceOf(RejectedExecutionException.class);
        released.complete(AwsBasicCredentials.create("A", "secret"));
    }

    @Test
    void endsItsThreadWhenItIsClosed() throws Exception {
        var unused = source.nextFetch();
        Thread thread = source.thread.get();

        credentials.close();

        thread.join(Duration.ofSeconds(20).toMillis());
        assertThat(thread.isAlive()).isFalse();
    }

    @Test
    void failsWhenItIsClosedWithoutCredentials() {
        CompletableFuture<AwsCredentialsIdentity> waiting = resolve();
        var unused = source.nextFetch();

        credentials.close();

        assertThatThrownBy(() -> await(waiting)).isInstanceOf(ExecutionException.class);
        assertThatThrownBy(() -> await(resolve()))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(RejectedExecutionException.class);
    }

    /** Each fetch blocks its thread until the test completes it. */
    private static final class BlockingSource implements IdentityProvider<AwsCredentialsIdentity> {

        private final BlockingQueue<CompletableFuture<AwsCredentialsIdentity>> fetches = new LinkedBlockingQueue<>();
        private final AtomicReference<Thread> thread = new AtomicReference<>();

        @Override
        public Class<AwsCredentialsIdentity> identityType() {
            return AwsCredentialsIdentity.class;
        }

        @Override
        public CompletableFuture<? extends AwsCredentialsIdentity> resolveIdentity(ResolveIdentityRequest request) {
            thread.set(Thread.currentThread());
            CompletableFuture<AwsCredentialsIdentity> answer = new CompletableFuture<>();
            fetches.add(answer);
            try {
                return CompletableFuture.completedFuture(answer.get());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted", e);
            } catch (ExecutionException e) {
                throw new CompletionException(e.getCause());
            }
        }

        CompletableFuture<AwsCredentialsIdentity> nextFetch() {
            try {
                CompletableFuture<AwsCredentialsIdentity> next = fetches.poll(20, TimeUnit.SECONDS);
                assertThat(next).as("a fetch").isNotNull();
                return next;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError(e);
            }
        }

        /** Waits until the thread of the latest fetch has finished with its result. */
        void awaitThreadsIdle() {
            while (thread.get().getState() != Thread.State.TIMED_WAITING) {
                Thread.onSpinWait();
            }
        }
    }
}
