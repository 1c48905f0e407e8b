package dev.storystreamer.bedrock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storystreamer.core.LlmException;
import dev.storystreamer.core.testkit.RecordingSubscriber;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.IdentityProvider;
import software.amazon.awssdk.identity.spi.ResolveIdentityRequest;

/** The SDK's client with an asynchronous provider whose credentials take a while. A subscription that blocks, hangs. */
@Timeout(value = 20, unit = TimeUnit.SECONDS)
class SlowCredentialsTest {

    private final CompletableFuture<AwsCredentialsIdentity> credentials = new CompletableFuture<>();
    private final IdentityProvider<AwsCredentialsIdentity> provider = new IdentityProvider<>() {
        @Override
        public Class<AwsCredentialsIdentity> identityType() {
            return AwsCredentialsIdentity.class;
        }

        @Override
        public CompletableFuture<AwsCredentialsIdentity> resolveIdentity(ResolveIdentityRequest request) {
            return credentials.copy();
        }
    };

    @ParameterizedTest
    @EnumSource
    void aSubscriptionReturnsAndTheModelIsCalledWhenTheyAreThere(HttpClientKind http) {
        try (ScriptedBedrock bedrock = ScriptedBedrock.sending(EventStreamMessages.STORY);
                TestModel model = http.model(bedrock.endpoint(), client -> client.credentialsProvider(provider))) {
            RecordingSubscriber subscriber = RecordingSubscriber.oneByOne();

            model.story().subscribe(subscriber);

            assertThat(bedrock.requests()).isEmpty();
            credentials.complete(AwsCredentialsIdentity.create("AKIDEXAMPLE", "wJalrXUtnFEMI"));
            subscriber.awaitCompletion();
            assertThat(bedrock.requests()).hasSize(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void theCallFailsIfTheyCannotBeFetched(HttpClientKind http) {
        try (ScriptedBedrock bedrock = ScriptedBedrock.sending(EventStreamMessages.STORY);
                TestModel model = http.model(bedrock.endpoint(), client -> client.credentialsProvider(provider))) {
            RecordingSubscriber subscriber = RecordingSubscriber.oneByOne();
            model.story().subscribe(subscriber);
            var failure = new IllegalStateException("no role");

            credentials.completeExceptionally(failure);

            assertThat(subscriber.awaitFailure())
                    .isInstanceOf(LlmException.class)
                    .hasRootCause(failure);
            assertThat(bedrock.requests()).isEmpty();
        }
    }
}
