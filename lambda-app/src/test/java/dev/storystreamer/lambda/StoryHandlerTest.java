package dev.storystreamer.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2WebSocketEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2WebSocketResponse;
import com.google.gson.JsonParser;
import dev.storystreamer.awslocal.faults.LatencyProfile;
import dev.storystreamer.awslocal.recording.ModelCall;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class StoryHandlerTest {

    static final String MESSAGE_PROCESSED = "Message processed...: $default";

    static List<GoldenStory> goldenCases() {
        return GoldenStory.cases(Duration.ofMillis(5));
    }

    @ParameterizedTest
    @MethodSource("goldenCases")
    void postsTheRecordedFramesWithTextsJoinedWherePostsAreSlower(GoldenStory golden) throws Exception {
        try (LocalDeployment deployment = LocalDeployment.inProcess(LatencyProfile.NO_DELAY, Map.of());
                TestUser user = deployment.user()) {
            deployment.cloud().setModelScript(golden.script());
            user.send("{\"storyType\": \"CATS\"}");

            String answer = deployment.answer();

            assertThat(GoldenStory.joined(user.readAll())).isEqualTo(GoldenStory.joined(golden.frames()));
            assertThat(answer).contains(golden.answer()).contains("\"statusCode\":200");
            assertThat(JsonParser.parseString(
                            deployment.cloud().recording().modelCalls().get(0).body()))
                    .isEqualTo(
                            JsonParser.parseString(
                                    "{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"Tell me a very short story about: CATS\"}]}]}"));
        }
    }

    @Test
    void runsSeveralStoriesOnOneConnectionAndAnswersAnInvalidRequestBetweenThem() throws Exception {
        try (LocalDeployment deployment = LocalDeployment.inProcess(LatencyProfile.NO_DELAY, Map.of());
                TestUser user = deployment.user()) {
            user.send("{\"storyType\":\"CATS\"}");
            assertThat(user.readV1Story()).contains("cats");
            assertThat(deployment.answer()).contains(MESSAGE_PROCESSED);

            user.send("nonsense");
            assertThat(user.readV1Error()).contains("storyType");
            assertThat(deployment.answer()).contains(MESSAGE_PROCESSED);

            user.send("{\"storyType\":\"DOGS\"}");
            assertThat(user.readV1Story()).contains("dogs");
            assertThat(deployment.answer()).contains(MESSAGE_PROCESSED);
            assertThat(deployment.cloud().recording().modelCalls()).hasSize(2);
        }
    }

    @Test
    void servesConcurrentInvocationsWithOneInstance() throws Exception {
        LatencyProfile latency = LatencyProfile.NO_DELAY
                .withTokenInterval(Duration.ofMillis(2))
                .withTokens(100)
                .withPostLatency(Duration.ofMillis(5));
        try (LocalDeployment deployment = LocalDeployment.inProcess(latency, Map.of())) {
            List<TestUser> users = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                users.add(deployment.user());
            }
            for (int i = 0; i < users.size(); i++) {
                users.get(i).send("{\"storyType\":\"ANIMAL" + i + "\"}");
            }

            for (int i = 0; i < users.size(); i++) {
                String topic = "animal" + i;
                String story = users.get(i).readV1Story();
                assertThat(deployment.cloud().recording().modelCalls().stream()
                                .filter(call -> call.body().contains(": ANIMAL" + topic.substring(6) + "\""))
                                .map(ModelCall::text))
                        .containsExactly(story);
            }
            assertThat(deployment.cloud().recording().maxConcurrentPosts()).isEqualTo(1);
            users.forEach(TestUser::close);
        }
    }

    @Test
    void answersEachRouteAsTheOriginalProgramDoes() throws Exception {
        try (LocalDeployment deployment = LocalDeployment.inProcess(LatencyProfile.NO_DELAY, Map.of());
                StoryHandler handler = new StoryHandler(LocalDeployment.environment(deployment.cloud()))) {
            assertAnswer(handler, TestEvents.event("$connect", "c=", null), 200, "Connected...: $connect");
            assertAnswer(handler, TestEvents.event("$disconnect", "c=", null), 200, "Disconnected...: $disconnect");
            assertAnswer(handler, TestEvents.event("unknown", "c=", "{}"), 400, "Unknown route");
            assertAnswer(handler, new APIGatewayV2WebSocketEvent(), 400, "Unknown route");
        }
    }

    private static void assertAnswer(StoryHandler handler, APIGatewayV2WebSocketEvent event, int status, String body) {
        APIGatewayV2WebSocketResponse answer = handler.handleRequest(event, new RecordingContext());
        assertThat(answer.getStatusCode()).isEqualTo(status);
        assertThat(answer.getBody()).isEqualTo(body);
    }
}
