package dev.storystreamer.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storystreamer.awslocal.bedrock.ModelScript;
import dev.storystreamer.awslocal.faults.LatencyProfile;
import dev.storystreamer.awslocal.recording.ModelCall;
import dev.storystreamer.awslocal.recording.RecordedPost;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Stories that the client, the deadline or a timeout ends. */
class StoryHandlerEndingsTest {

    @Test
    void closesTheModelsConnectionAndPostsNothingMoreWhenTheClientDisconnects() throws Exception {
        LatencyProfile latency =
                LatencyProfile.NO_DELAY.withTokenInterval(Duration.ofMillis(2)).withTokens(100_000);
        try (LocalDeployment deployment = LocalDeployment.inProcess(latency, Map.of());
                TestUser user = deployment.user()) {
            user.send("{\"storyType\":\"CATS\"}");
            user.read(3);

            user.disconnect();

            assertThat(deployment.answer()).contains(StoryHandlerTest.MESSAGE_PROCESSED);
            ModelCall call = deployment.cloud().recording().modelCalls().get(0);
            assertThat(call.closed()
                            .toCompletableFuture()
                            .get(LocalDeployment.TIMEOUT.toSeconds(), TimeUnit.SECONDS)
                            .byCaller())
                    .isTrue();
            List<RecordedPost> posts = deployment.cloud().recording().posts();
            assertThat(posts.get(posts.size() - 1).status()).isEqualTo(410);
            assertThat(posts.stream().filter(post -> post.status() == 410)).hasSize(1);
        }
    }

    @Test
    void stopsAStoryIfItsClientSendsAnAbort() throws Exception {
        LatencyProfile latency =
                LatencyProfile.NO_DELAY.withTokenInterval(Duration.ofMillis(2)).withTokens(100_000);
        try (LocalDeployment deployment = LocalDeployment.inProcess(latency, Map.of());
                TestUser user = deployment.user()) {
            user.send(send("r1"));
            user.readUntil(frame -> frame.contains("text-delta"));

            user.send("{\"type\":\"abort\",\"requestId\":\"r1\"}");

            List<String> rest = user.readUntil(frame -> frame.contains("\"type\":\"end\""));
            assertThat(rest.get(rest.size() - 2)).contains("\"chunk\":{\"type\":\"abort\"");
            assertThat(deployment.answer()).contains(StoryHandlerTest.MESSAGE_PROCESSED);
            assertThat(deployment.answer()).contains(StoryHandlerTest.MESSAGE_PROCESSED);
            assertThat(deployment
                            .cloud()
                            .recording()
                            .modelCalls()
                            .get(0)
                            .closed()
                            .toCompletableFuture()
                            .get(LocalDeployment.TIMEOUT.toSeconds(), TimeUnit.SECONDS)
                            .byCaller())
                    .isTrue();

            user.send(send("r2"));
            assertThat(user.read()).contains("\"requestId\":\"r2\"").contains("\"type\":\"start\"");
        }
    }

    @Test
    void endsAStoryBeforeTheInvocationsTimeIsUp() throws Exception {
        LatencyProfile latency =
                LatencyProfile.NO_DELAY.withTokenInterval(Duration.ofMillis(5)).withTokens(100_000);
        try (LocalDeployment deployment = LocalDeployment.inProcess(latency, Map.of(), Duration.ofSeconds(4));
                TestUser user = deployment.user()) {
            user.send("{\"storyType\":\"CATS\"}");

            List<String> frames = user.readUntil(frame -> frame.startsWith("{\"type\":\"error\""));

            assertThat(TestUser.v1ErrorOf(frames.get(frames.size() - 1))).contains("too long");
            assertThat(deployment.answer()).contains(StoryHandlerTest.MESSAGE_PROCESSED);
        }
    }

    @Test
    void endsAStoryWhoseModelIsSilentWithItsOwnError() throws Exception {
        try (LocalDeployment deployment =
                        LocalDeployment.inProcess(LatencyProfile.NO_DELAY, Map.of("STORY_STALL_TIMEOUT_MS", "300"));
                TestUser user = deployment.user()) {
            deployment
                    .cloud()
                    .setModelScript(new ModelScript(List.of(
                            new ModelScript.Event(Duration.ZERO, "messageStart", "{\"role\":\"assistant\"}"),
                            new ModelScript.Event(
                                    Duration.ZERO,
                                    "contentBlockDelta",
                                    "{\"contentBlockIndex\":0,\"delta\":{\"text\":\"Once\"}}"),
                            new ModelScript.Event(Duration.ofMinutes(10), "messageStop", "{}"))));
            user.send("{\"storyType\":\"CATS\"}");

            assertThat(user.read(2)).containsExactly(TestUser.V1_OTHER, "{\"type\":\"text\",\"message\":\"Once\"}");
            assertThat(user.readV1Error()).contains("silent");
            assertThat(deployment.answer()).contains(StoryHandlerTest.MESSAGE_PROCESSED);
        }
    }

    private static String send(String requestId) {
        return "{\"type\":\"send\",\"requestId\":\"" + requestId
                + "\",\"id\":\"chat-1\",\"trigger\":\"submit-message\",\"messages\":[{\"id\":\"u1\",\"role\":\"user\","
                + "\"parts\":[{\"type\":\"text\",\"text\":\"A story about cats\"}]}],\"headers\":{},\"body\":{}}";
    }
}
