package dev.storystreamer.bedrock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storystreamer.core.StoryRequest;
import dev.storystreamer.core.StoryRequest.Role;
import dev.storystreamer.core.StoryRequest.Turn;
import dev.storystreamer.core.testkit.RecordingSubscriber;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;

/** What Bedrock receives, byte for byte. */
class ConverseRequestsTest {

    private static final String TURN =
            "{\"role\":\"user\",\"content\":[{\"text\":\"Tell me a very short story about: CATS\"}]}";

    @ParameterizedTest
    @EnumSource
    void asksWithNothingButTheConversationUnlessToldOtherwise(Transport transport) {
        ScriptedBedrock.Call call = asked(transport, BedrockOptions.of("m"), StoryRequest.about("CATS"));

        assertThat(call.target()).isEqualTo("/model/m/converse-stream");
        assertThat(call.body()).isEqualTo("{\"messages\":[" + TURN + "]}");
        assertThat(call.headers().get("amz-sdk-request")).isEqualTo("attempt=1; max=1");
        assertThat(call.headers().get("Authorization"))
                .startsWith("AWS4-HMAC-SHA256")
                .contains("/us-east-1/bedrock/");
    }

    @Test
    void asksWithAllThatIsSet() {
        BedrockOptions options = BedrockOptions.of("arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.m-v1:0")
                .withMaxTokens(500)
                .withTemperature(0.5)
                .withSystemPrompt("You tell stories.")
                .withGuardrail("gr1", "DRAFT");

        ScriptedBedrock.Call call = asked(Transport.NETTY_HTTP1, options, StoryRequest.about("CATS"));

        assertThat(call.target())
                .isEqualTo("/model/arn%3Aaws%3Abedrock%3Aus-east-1%3A123456789012%3Ainference-profile%2Fus.m-v1%3A0"
                        + "/converse-stream");
        assertThat(call.body())
                .isEqualTo("{\"messages\":[" + TURN + "],\"system\":[{\"text\":\"You tell stories.\"}],"
                        + "\"inferenceConfig\":{\"maxTokens\":500,\"temperature\":0.5},"
                        + "\"guardrailConfig\":{\"guardrailIdentifier\":\"gr1\",\"guardrailVersion\":\"DRAFT\","
                        + "\"trace\":\"disabled\"}}");
    }

    @Test
    void asksWithEachTurnOfAConversation() {
        StoryRequest request = new StoryRequest(List.of(
                new Turn(Role.USER, "Über \"Katzen\" 🐈"),
                new Turn(Role.ASSISTANT, "Es war einmal"),
                new Turn(Role.USER, "weiter")));

        assertThat(asked(Transport.NETTY_HTTP1, BedrockOptions.of("m"), request).body())
                .isEqualTo("{\"messages\":["
                        + "{\"role\":\"user\",\"content\":[{\"text\":\"Über \\\"Katzen\\\" \\uD83D\\uDC08\"}]},"
                        + "{\"role\":\"assistant\",\"content\":[{\"text\":\"Es war einmal\"}]},"
                        + "{\"role\":\"user\",\"content\":[{\"text\":\"weiter\"}]}]}");
    }

    private static ScriptedBedrock.Call asked(Transport transport, BedrockOptions options, StoryRequest request) {
        try (ScriptedBedrock bedrock = ScriptedBedrock.answering(Frames.STORY);
                BedrockRuntimeAsyncClient client = transport.client(bedrock.endpoint())) {
            RecordingSubscriber subscriber = RecordingSubscriber.oneByOne();
            BedrockLlmStream.create(client, options).stream(request).subscribe(subscriber);
            subscriber.awaitCompletion();
            assertThat(bedrock.calls()).hasSize(1);
            return bedrock.calls().get(0);
        }
    }
}
