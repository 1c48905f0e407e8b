package dev.storystreamer.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import dev.storystreamer.awslocal.faults.LatencyProfile;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The log of the handler. */
class StoryLogTest {

    @Test
    void containsReceiptsAndMetricsButNoPromptStoryOrCredential() throws Exception {
        try (LocalDeployment deployment = LocalDeployment.inProcess(LatencyProfile.NO_DELAY, Map.of())) {
            Map<String, String> environment = LocalDeployment.environment(deployment.cloud());
            RecordingContext context = new RecordingContext();
            String said;
            try (TestUser user = deployment.user();
                    StoryHandler handler = new StoryHandler(environment)) {
                user.send("{\"storyType\":\"CATS\"}");
                said = user.readV1Story();
                String connection =
                        deployment.cloud().recording().posts().get(0).connectionId();
                handler.handleRequest(TestEvents.message(connection, "{\"storyType\":\"PENGUINS\"}"), context);
                handler.handleRequest(TestEvents.message(connection, "{\"storyType\":7}"), context);
                handler.handleRequest(TestEvents.message(connection, "{\"storyType\":\"LATE OTTERS\"}"), context);
            }

            List<JsonObject> lines = context.jsonLines();
            assertThat(lines).allSatisfy(line -> {
                assertThat(line.get("requestId").getAsString()).isEqualTo("request-1=");
                assertThat(line.get("connectionId").getAsString()).isNotEmpty();
                assertThat(line.get("storyId").getAsString()).hasSize(36);
            });
            JsonObject receipt = lines.get(0);
            assertThat(receipt.get("message").getAsString()).isEqualTo("story ended");
            assertThat(receipt.get("ending").getAsString()).isEqualTo("finished");
            assertThat(receipt.get("stopReason").getAsString()).isEqualTo("end_turn");
            assertThat(receipt.get("deltas").getAsInt()).isGreaterThanOrEqualTo(10);
            assertThat(receipt.get("posts").getAsInt()).isPositive();
            assertThat(receipt.get("outputTokens").getAsInt()).isPositive();
            assertThat(receipt.get("coldStart").getAsBoolean()).isTrue();
            JsonObject metrics = lines.get(1);
            assertThat(metrics.get("Ending").getAsString()).isEqualTo("finished");
            assertThat(metrics.get("Stories").getAsInt()).isEqualTo(1);
            assertThat(metrics.getAsJsonObject("_aws").toString())
                    .contains("\"Namespace\":\"StoryStreamer\"", "\"Dimensions\":[[],[\"Ending\"]]")
                    .contains("{\"Name\":\"ClientFirstText\",\"Unit\":\"Milliseconds\"}");
            assertThat(lines.get(2).get("code").getAsString()).isEqualTo("invalid_request");
            assertThat(lines.get(3).get("coldStart").getAsBoolean()).isFalse();
            String log = context.text();
            assertThat(log)
                    .doesNotContainIgnoringCase("penguin")
                    .doesNotContainIgnoringCase("otters")
                    .doesNotContainIgnoringCase("tell me")
                    .doesNotContain("secret")
                    .doesNotContain("AKID");
            assertThat(said).isNotEmpty();
        }
    }
}
