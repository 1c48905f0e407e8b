package dev.storystreamer.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storystreamer.core.ClientMessage;
import dev.storystreamer.core.ClientSink;
import dev.storystreamer.core.Scheduler;
import dev.storystreamer.core.Transmission;
import dev.storystreamer.protocol.StoryFrames;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.SdkEventLoopGroup;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.IdentityProvider;
import software.amazon.awssdk.identity.spi.ResolveIdentityRequest;
import software.amazon.awssdk.regions.Region;

/** The event loop and the timer thread go on while credentials are fetched. */
class SlowCredentialsTest {

    private static final ClientMessage HELLO = new ClientMessage.Text("Hello");

    @RegisterExtension
    private final ScriptedConnections endpoint = new ScriptedConnections();

    private final ScheduledExecutorService timers = Executors.newSingleThreadScheduledExecutor();
    private final Scheduler scheduler = Scheduler.of(timers);
    private final SdkAsyncHttpClient http = NettyNioAsyncHttpClient.builder()
            .eventLoopGroupBuilder(SdkEventLoopGroup.builder().numberOfThreads(1))
            .build();

    @AfterEach
    void close() {
        http.close();
        timers.shutdownNow();
    }

    @Test
    void postsOfOtherConnectionsGoOnWhileCredentialsAreFetched() throws Exception {
        var secret = new CompletableFuture<AwsCredentialsIdentity>();
        try (var slow = new PrefetchedCredentials(new BlockingProvider(secret));
                var quick = new PrefetchedCredentials(ScriptedConnections.CREDENTIALS)) {
            ClientSink others = sink(quick);
            ClientSink sink = sink(slow);
            await(others.send(HELLO, ScriptedConnections.AMPLE));
            var waiting = new CompletableFuture<Transmission>();
            var expired = new CompletableFuture<Transmission>();
            var answer = new CompletableFuture<Void>();
            endpoint.answers((request, response, callback) -> {
                var unused = answer.thenRun(callback::succeeded);
            });

            // On the threads that must not block: the timer thread, then the event loop, which completes a post.
            timers.execute(() -> expired.complete(sink.send(HELLO, Duration.ofMillis(1))));
            CompletableFuture<String> eventLoop = others.send(HELLO, ScriptedConnections.AMPLE)
                    .delivery()
                    .thenApply(delivery -> {
                        waiting.complete(sink.send(HELLO, ScriptedConnections.AMPLE));
                        return Thread.currentThread().getName();
                    })
                    .toCompletableFuture();
            answer.complete(null);

            assertThat(expired.get(20, TimeUnit.SECONDS).delivery())
                    .as("a timeout fires while the credentials are fetched")
                    .failsWithin(Duration.ofSeconds(20));
            assertThat(eventLoop.get(20, TimeUnit.SECONDS)).contains("NettyEventLoop");
            await(others.send(HELLO, ScriptedConnections.AMPLE));
            assertThat(waiting.get(20, TimeUnit.SECONDS).delivery().toCompletableFuture())
                    .isNotDone();
            assertThat(endpoint.posts()).hasSize(3);

            secret.complete(AwsCredentialsIdentity.create("AKIDSLOW", "secret"));
            await(waiting.get());
            assertThat(endpoint.posts())
                    .hasSize(4)
                    .last()
                    .satisfies(post -> assertThat(post.header("Authorization")).contains("AKIDSLOW"));
        }
    }

    @Test
    void postsGoOnWithCredentialsThatExpireSoonWhileOthersAreFetched() throws Exception {
        var clock = new ManualClock();
        var answers = new LinkedBlockingQueue<>(List.of(expiring("AKIDFIRST", Duration.ofHours(1))));
        var calls = new Semaphore(0);
        AwsCredentialsProvider blocking = () -> {
            calls.release();
            try {
                return answers.take();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        };
        try (var credentials = new PrefetchedCredentials(blocking, clock)) {
            ClientSink sink = sink(credentials);
            await(sink.send(HELLO, ScriptedConnections.AMPLE));

            clock.advance(Duration.ofMinutes(57));
            await(sink.send(HELLO, ScriptedConnections.AMPLE));
            assertThat(calls.tryAcquire(2, 20, TimeUnit.SECONDS))
                    .as("the source is called again")
                    .isTrue();
            await(sink.send(HELLO, ScriptedConnections.AMPLE));

            answers.add(expiring("AKIDSECOND", Duration.ofHours(2)));
            clock.advance(Duration.ofMinutes(2));
            await(sink.send(HELLO, ScriptedConnections.AMPLE));

            assertThat(endpoint.posts())
                    .extracting(post -> post.header("Authorization").replaceAll(".*Credential=(\\w+)/.*", "$1"))
                    .containsExactly("AKIDFIRST", "AKIDFIRST", "AKIDFIRST", "AKIDSECOND");
        }
    }

    private static AwsCredentials expiring(String key, Duration fromStart) {
        return AwsSessionCredentials.builder()
                .accessKeyId(key)
                .secretAccessKey("secret")
                .sessionToken("token")
                .expirationTime(ManualClock.START.plus(fromStart))
                .build();
    }

    private ClientSink sink(PrefetchedCredentials credentials) {
        return new ApiGatewayConnections(
                        endpoint.uri(),
                        Region.EU_WEST_1,
                        credentials,
                        http,
                        scheduler,
                        new Random(1),
                        PostOptions.DEFAULTS)
                .sink("eHrdFcnvvHcCE-w=", StoryFrames.v1("request-1"));
    }

    private static void await(Transmission transmission) throws Exception {
        transmission.delivery().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    /** Blocks the calling thread, as the SDK's providers do. */
    private record BlockingProvider(CompletableFuture<AwsCredentialsIdentity> answer)
            implements IdentityProvider<AwsCredentialsIdentity> {

        @Override
        public Class<AwsCredentialsIdentity> identityType() {
            return AwsCredentialsIdentity.class;
        }

        @Override
        public CompletableFuture<AwsCredentialsIdentity> resolveIdentity(ResolveIdentityRequest request) {
            return CompletableFuture.completedFuture(answer.join());
        }
    }
}
