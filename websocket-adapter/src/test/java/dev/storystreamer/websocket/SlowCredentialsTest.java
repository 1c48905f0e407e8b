package dev.storystreamer.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storystreamer.core.ClientMessage;
import dev.storystreamer.core.ClientSink;
import dev.storystreamer.core.Scheduler;
import dev.storystreamer.core.Transmission;
import dev.storystreamer.protocol.StoryFrames;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.crt.AwsCrtAsyncHttpClient;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.IdentityProvider;
import software.amazon.awssdk.identity.spi.ResolveIdentityRequest;
import software.amazon.awssdk.regions.Region;

/** The event loop and the timer thread go on while credentials are fetched. */
class SlowCredentialsTest {

    private static final ClientMessage HELLO = new ClientMessage.Text("Hello");

    @RegisterExtension
    private final ScriptedConnections endpoint = new ScriptedConnections();

    @Test
    void postsOfOtherConnectionsGoOnWhileCredentialsAreFetched() throws Exception {
        var secret = new CompletableFuture<AwsCredentialsIdentity>();
        ScheduledExecutorService timers = Executors.newSingleThreadScheduledExecutor();
        Scheduler scheduler = Scheduler.of(timers);
        try (SdkAsyncHttpClient http = AwsCrtAsyncHttpClient.create();
                var slow = new PrefetchedCredentials(new BlockingProvider(secret));
                var quick = new PrefetchedCredentials(ScriptedConnections.CREDENTIALS)) {
            ClientSink others = sink(quick, http, scheduler);
            ClientSink sink = sink(slow, http, scheduler);
            await(others.send(HELLO, ScriptedConnections.AMPLE));
            var waiting = new CompletableFuture<Transmission>();
            var expired = new CompletableFuture<Transmission>();

            // On the threads that must not block: the timer thread, then the one that completes a post.
            timers.execute(() -> expired.complete(sink.send(HELLO, Duration.ofMillis(1))));
            var unused = others.send(HELLO, ScriptedConnections.AMPLE)
                    .delivery()
                    .thenRun(() -> waiting.complete(sink.send(HELLO, ScriptedConnections.AMPLE)));

            assertThat(expired.get(20, TimeUnit.SECONDS).delivery())
                    .as("a timeout fires while the credentials are fetched")
                    .failsWithin(Duration.ofSeconds(20));
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
        } finally {
            timers.shutdownNow();
        }
    }

    private ClientSink sink(PrefetchedCredentials credentials, SdkAsyncHttpClient http, Scheduler scheduler) {
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
