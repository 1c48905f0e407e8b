package dev.storystreamer.websocket;

import static java.util.Objects.requireNonNull;

import dev.storystreamer.core.Causes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.IdentityProvider;
import software.amazon.awssdk.identity.spi.ResolveIdentityRequest;

/**
 * Credentials that are fetched ahead of time, so that an event loop or a timer thread that needs them never waits.
 * Thread-safe.
 *
 * <p>The SDK's providers block the thread that calls them: with SnapStart, for example, the credentials of a function
 * come over HTTP. This class calls its source on a thread of its own. {@link #prefetch} begins the first fetch.
 * {@link #resolveIdentity} returns at once: a completed future until the last minute of the fetched credentials, then the
 * future of the fetch in progress. Five minutes before credentials expire, the first call that needs them begins the next
 * fetch and still returns the valid ones; credentials without an expiration are fetched anew after a minute, in the same
 * way. There is one fetch at a time. A failed fetch fails the calls that wait for it; the next call begins another.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html">Environment variables of
 *     Lambda, those with SnapStart included</a>
 */
public final class PrefetchedCredentials implements IdentityProvider<AwsCredentialsIdentity>, AutoCloseable {

    private static final Duration REFRESH_BEFORE_EXPIRATION = Duration.ofMinutes(5);

    /** For sources that do not say when their credentials expire. */
    private static final Duration REFRESH_AFTER = Duration.ofMinutes(1);

    /** As in the SDK's providers for containers and EC2: a request must arrive before the expiration. */
    private static final Duration UNUSED_BEFORE_EXPIRATION = Duration.ofMinutes(1);

    /**
     * The least time between two fetches while there are valid credentials, and the least time that fetched ones are used:
     * the SDK's provider for EC2 returns expired credentials if it cannot get others.
     */
    private static final Duration PAUSE = Duration.ofSeconds(5);

    private static final long IDLE_THREAD_SECONDS = 10;

    /** The result of a fetch; the next one begins at {@code refreshAt}, which is not after {@code unusedAt}. */
    private record Fetched(CompletableFuture<AwsCredentialsIdentity> identity, Instant refreshAt, Instant unusedAt) {

        static final Fetched NOTHING = new Fetched(new CompletableFuture<>(), Instant.MIN, Instant.MIN);

        static Fetched of(AwsCredentialsIdentity identity, Instant now) {
            Instant refreshAt = identity.expirationTime()
                    .map(expiration -> expiration.minus(REFRESH_BEFORE_EXPIRATION))
                    .orElse(now.plus(REFRESH_AFTER));
            Instant lastMinute = identity.expirationTime().orElse(Instant.MAX).minus(UNUSED_BEFORE_EXPIRATION);
            Instant unusedAt = Collections.max(List.of(lastMinute, now.plus(PAUSE)));
            return new Fetched(CompletableFuture.completedFuture(identity), refreshAt, unusedAt).notBefore(now);
        }

        /** Delays the next fetch by a pause, unless it is needed before. */
        Fetched notBefore(Instant now) {
            Instant afterPause = Collections.max(List.of(refreshAt, now.plus(PAUSE)));
            return new Fetched(identity, Collections.min(List.of(afterPause, unusedAt)), unusedAt);
        }
    }

    private final IdentityProvider<? extends AwsCredentialsIdentity> source;
    private final Clock clock;
    private final ExecutorService threads = new ThreadPoolExecutor(
            0, Integer.MAX_VALUE, IDLE_THREAD_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
                Thread thread = new Thread(task, "story-credentials");
                thread.setDaemon(true);
                return thread;
            });

    // Guarded by this. The source is not called, and no future completes, while the lock is held.
    private Fetched fetched = Fetched.NOTHING;
    private @Nullable CompletableFuture<AwsCredentialsIdentity> fetch;

    /**
     * Creates the credentials.
     *
     * @param source any provider; may block. Stays the caller's to close
     */
    public PrefetchedCredentials(IdentityProvider<? extends AwsCredentialsIdentity> source) {
        this(source, Clock.systemUTC());
    }

    PrefetchedCredentials(IdentityProvider<? extends AwsCredentialsIdentity> source, Clock clock) {
        this.source = requireNonNull(source, "source");
        this.clock = clock;
    }

    /** Begins to fetch the credentials, if they are not there, and returns at once. */
    public void prefetch() {
        var unused = resolveIdentity();
    }

    @Override
    public Class<AwsCredentialsIdentity> identityType() {
        return AwsCredentialsIdentity.class;
    }

    @Override
    public CompletableFuture<AwsCredentialsIdentity> resolveIdentity(ResolveIdentityRequest request) {
        Instant now = clock.instant();
        CompletableFuture<AwsCredentialsIdentity> begun = null;
        CompletableFuture<AwsCredentialsIdentity> result;
        synchronized (this) {
            CompletableFuture<AwsCredentialsIdentity> inProgress = fetch;
            if (inProgress == null && !now.isBefore(fetched.refreshAt())) {
                begun = new CompletableFuture<>();
                inProgress = begun;
                fetch = begun;
            }
            result = inProgress == null || now.isBefore(fetched.unusedAt())
                    ? fetched.identity()
                    : inProgress.copy(); // one caller must not cancel the fetch for the others
        }
        if (begun != null) {
            begin(begun);
        }
        return result;
    }

    private void begin(CompletableFuture<AwsCredentialsIdentity> begun) {
        try {
            threads.execute(() -> fetch(begun));
        } catch (RejectedExecutionException | OutOfMemoryError e) { // closed, or the process has too many threads
            failed(begun, e);
        }
    }

    private void fetch(CompletableFuture<AwsCredentialsIdentity> begun) {
        AwsCredentialsIdentity identity;
        Fetched result;
        try {
            identity = requireNonNull(source.resolveIdentity().get(), "the source returned no credentials");
            result = Fetched.of(identity, clock.instant());
        } catch (InterruptedException | ExecutionException | RuntimeException | Error e) {
            failed(begun, Causes.unwrap(e));
            return;
        }
        synchronized (this) {
            fetched = result;
            fetch = null;
        }
        begun.complete(identity);
    }

    private void failed(CompletableFuture<AwsCredentialsIdentity> begun, Throwable failure) {
        Instant now = clock.instant();
        synchronized (this) {
            fetched = fetched.notBefore(now);
            fetch = null;
        }
        begun.completeExceptionally(failure);
    }

    /**
     * Interrupts a fetch in progress and fails the calls that wait for it; later calls fail once the credentials have
     * expired. Does not close the source.
     */
    @Override
    public void close() {
        threads.shutdownNow();
        CompletableFuture<AwsCredentialsIdentity> inProgress;
        synchronized (this) {
            inProgress = fetch;
        }
        if (inProgress != null) {
            inProgress.completeExceptionally(new RejectedExecutionException("the credentials are closed"));
        }
    }
}
