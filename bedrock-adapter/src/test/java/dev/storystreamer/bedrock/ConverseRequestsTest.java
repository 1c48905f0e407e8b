package dev.storystreamer.bedrock;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import dev.storystreamer.core.StoryRequest;
import dev.storystreamer.core.StoryRequest.Role;
import dev.storystreamer.core.StoryRequest.Turn;
import dev.storystreamer.core.testkit.RecordingSubscriber;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What Bedrock receives. */
class ConverseRequestsTest {

    private static final String TURN =
            "{\"role\":\"user\",\"content\":[{\"text\":\"Tell me a very short story about: CATS\"}]}";

    @ParameterizedTest
    @EnumSource
    void asksWithNothingButTheConversationUnlessToldOtherwise(Road road) {
        ScriptedBedrock.Call call = asked(road, BedrockOptions.of("m"), StoryRequest.about("CATS"));

        assertThat(call.target()).isEqualTo("/model/m/converse-stream");
        assertThat(call.body()).isEqualTo("{\"messages\":[" + TURN + "]}");
        assertThat(call.headers().get("Content-Type")).isEqualTo("application/json");
        assertThat(call.headers().get("Content-Length"))
                .isEqualTo(Integer.toString(call.body().length()));
        if (road.leadsThroughTheSdk()) {
            assertThat(call.headers().get("amz-sdk-request")).isEqualTo("attempt=1; max=1");
        }
    }

    @ParameterizedTest
    @EnumSource
    void asksBelowThePathOfAnEndpoint(Road road) {
        try (ScriptedBedrock bedrock = ScriptedBedrock.answering(Frames.STORY);
                Road.Model model = road.to(bedrock.endpoint().resolve("/gateway/bedrock/"))) {
            RecordingSubscriber subscriber = RecordingSubscriber.oneByOne();
            model.tell().subscribe(subscriber);
            subscriber.awaitCompletion();

            assertThat(bedrock.calls().get(0).target()).isEqualTo("/gateway/bedrock/model/m/converse-stream");
        }
    }

    @ParameterizedTest
    @EnumSource
    void asksWithAllThatIsSet(Road road) {
        BedrockOptions options = BedrockOptions.of("arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.m-v1:0")
                .withMaxTokens(500)
                .withTemperature(0.7)
                .withSystemPrompt("You tell stories.")
                .withGuardrail("gr1", "DRAFT");

        ScriptedBedrock.Call call = asked(road, options, StoryRequest.about("CATS"));

        assertThat(call.target())
                .isEqualTo("/model/arn%3Aaws%3Abedrock%3Aus-east-1%3A123456789012%3Ainference-profile%2Fus.m-v1%3A0"
                        + "/converse-stream");
        assertThat(call.body())
                .isEqualTo("{\"messages\":[" + TURN + "],\"system\":[{\"text\":\"You tell stories.\"}],"
                        + "\"inferenceConfig\":{\"maxTokens\":500,\"temperature\":0.7},"
                        + "\"guardrailConfig\":{\"guardrailIdentifier\":\"gr1\",\"guardrailVersion\":\"DRAFT\","
                        + "\"trace\":\"disabled\"}}");
    }

    @ParameterizedTest
    @EnumSource
    void asksWithEachTurnOfAConversation(Road road) {
        StoryRequest request = new StoryRequest(List.of(
                new Turn(Role.USER, "Über \"Katzen\" 🐈"),
                new Turn(Role.ASSISTANT, "Es war\n\u2028einmal"),
                new Turn(Role.USER, "weiter")));

        assertThat(JsonParser.parseString(
                        asked(road, BedrockOptions.of("m"), request).body()))
                .isEqualTo(JsonParser.parseString("{\"messages\":["
                        + "{\"role\":\"user\",\"content\":[{\"text\":\"Über \\\"Katzen\\\" 🐈\"}]},"
                        + "{\"role\":\"assistant\",\"content\":[{\"text\":\"Es war\\n\\u2028einmal\"}]},"
                        + "{\"role\":\"user\",\"content\":[{\"text\":\"weiter\"}]}]}"));
    }

    private static ScriptedBedrock.Call asked(Road road, BedrockOptions options, StoryRequest request) {
        try (ScriptedBedrock bedrock = ScriptedBedrock.answering(Frames.STORY);
                Road.Model model = road.to(bedrock.endpoint(), options)) {
            RecordingSubscriber subscriber = RecordingSubscriber.oneByOne();
            model.stream().stream(request).subscribe(subscriber);
            subscriber.awaitCompletion();
            assertThat(bedrock.calls()).hasSize(1);
            return bedrock.calls().get(0);
        }
    }
}
