package dev.storystreamer.bedrock;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import dev.storystreamer.core.StoryRequest;
import dev.storystreamer.core.StoryRequest.Role;
import dev.storystreamer.core.StoryRequest.Turn;
import dev.storystreamer.core.testkit.RecordingSubscriber;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.RequestOverrideConfiguration;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.retries.api.RetryStrategy;

/** The requests that Bedrock receives. */
class ConverseRequestsTest {

    private static final String TURN =
            "{\"role\":\"user\",\"content\":[{\"text\":\"Tell me a very short story about: CATS\"}]}";

    @ParameterizedTest
    @EnumSource
    void sendsOnlyTheConversationByDefault(HttpClientKind http) {
        ScriptedBedrock.ReceivedRequest received = sent(http, BedrockOptions.of("m"), StoryRequest.about("CATS"));

        assertThat(received.target()).isEqualTo("/model/m/converse-stream");
        assertThat(received.body()).isEqualTo("{\"messages\":[" + TURN + "]}");
        assertThat(received.headers().get("Content-Type")).isEqualTo("application/json");
        assertThat(received.headers().get("Content-Length"))
                .isEqualTo(Integer.toString(received.body().length()));
        assertThat(received.headers().get("amz-sdk-request")).isEqualTo("attempt=1; max=1");
    }

    @ParameterizedTest
    @EnumSource
    void keepsThePathOfTheEndpoint(HttpClientKind http) {
        try (ScriptedBedrock bedrock = ScriptedBedrock.sending(EventStreamMessages.STORY);
                TestModel model = http.model(bedrock.endpoint().resolve("/gateway/bedrock/"))) {
            RecordingSubscriber subscriber = RecordingSubscriber.oneByOne();
            model.story().subscribe(subscriber);
            subscriber.awaitCompletion();

            assertThat(bedrock.requests().get(0).target()).isEqualTo("/gateway/bedrock/model/m/converse-stream");
        }
    }

    @ParameterizedTest
    @EnumSource
    void sendsAllOptions(HttpClientKind http) {
        BedrockOptions options = BedrockOptions.of("arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.m-v1:0")
                .withMaxTokens(500)
                .withTemperature(0.7)
                .withSystemPrompt("You tell stories.")
                .withGuardrail("gr1", "DRAFT");

        ScriptedBedrock.ReceivedRequest received = sent(http, options, StoryRequest.about("CATS"));

        assertThat(received.target())
                .isEqualTo("/model/arn%3Aaws%3Abedrock%3Aus-east-1%3A123456789012%3Ainference-profile%2Fus.m-v1%3A0"
                        + "/converse-stream");
        assertThat(received.body())
                .isEqualTo("{\"messages\":[" + TURN + "],\"system\":[{\"text\":\"You tell stories.\"}],"
                        + "\"inferenceConfig\":{\"maxTokens\":500,\"temperature\":0.7},"
                        + "\"guardrailConfig\":{\"guardrailIdentifier\":\"gr1\",\"guardrailVersion\":\"DRAFT\","
                        + "\"trace\":\"disabled\"}}");
    }

    @ParameterizedTest
    @EnumSource
    void sendsEachTurnOfAConversation(HttpClientKind http) {
        StoryRequest request = new StoryRequest(List.of(
                new Turn(Role.USER, "Über \"Katzen\" 🐈"),
                new Turn(Role.ASSISTANT, "Es war\n\u2028einmal"),
                new Turn(Role.USER, "weiter")));

        assertThat(JsonParser.parseString(
                        sent(http, BedrockOptions.of("m"), request).body()))
                .isEqualTo(JsonParser.parseString("{\"messages\":["
                        + "{\"role\":\"user\",\"content\":[{\"text\":\"Über \\\"Katzen\\\" 🐈\"}]},"
                        + "{\"role\":\"assistant\",\"content\":[{\"text\":\"Es war\\n\\u2028einmal\"}]},"
                        + "{\"role\":\"user\",\"content\":[{\"text\":\"weiter\"}]}]}"));
    }

    @Test
    void disablesRetriesOnlyWhereTheClientRetries() {
        RetryStrategy noRetries = AwsRetryStrategy.doNotRetry();

        assertThat(overrideConfiguration(client -> {})).isPresent();
        assertThat(overrideConfiguration(client -> client.retryStrategy(noRetries)))
                .isEmpty();
    }

    private static Optional<? extends RequestOverrideConfiguration> overrideConfiguration(
            Consumer<ClientOverrideConfiguration.Builder> settings) {
        List<SdkRequest> requests = new CopyOnWriteArrayList<>();
        ExecutionInterceptor recorder = new ExecutionInterceptor() {
            @Override
            public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes executionAttributes) {
                requests.add(context.request());
            }
        };
        try (ScriptedBedrock bedrock = ScriptedBedrock.sending(EventStreamMessages.STORY);
                TestModel model = HttpClientKind.CRT_HTTP1.model(
                        bedrock.endpoint(),
                        client -> client.overrideConfiguration(
                                settings.andThen(o -> o.addExecutionInterceptor(recorder))))) {
            RecordingSubscriber subscriber = RecordingSubscriber.oneByOne();
            model.story().subscribe(subscriber);
            subscriber.awaitCompletion();
            assertThat(bedrock.requests().get(0).headers().get("amz-sdk-request"))
                    .isEqualTo("attempt=1; max=1");
        }
        assertThat(requests).hasSize(1);
        return requests.get(0).overrideConfiguration();
    }

    private static ScriptedBedrock.ReceivedRequest sent(
            HttpClientKind http, BedrockOptions options, StoryRequest request) {
        try (ScriptedBedrock bedrock = ScriptedBedrock.sending(EventStreamMessages.STORY);
                TestModel model = http.model(bedrock.endpoint(), options)) {
            RecordingSubscriber subscriber = RecordingSubscriber.oneByOne();
            model.stream().stream(request).subscribe(subscriber);
            subscriber.awaitCompletion();
            assertThat(bedrock.requests()).hasSize(1);
            return bedrock.requests().get(0);
        }
    }
}
