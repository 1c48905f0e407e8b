package dev.storystreamer.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storystreamer.awslocal.bedrock.ModelScript;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** An invocation that is interrupted before its story has ended. */
class InterruptedInvocationTest {

    private static final String STOPPED =
            "{\"type\":\"error\",\"message\":\"The story was stopped. (request id: request-1=)\"}";

    private final CompletableFuture<String> firstFrame = new CompletableFuture<>();
    private final CompletableFuture<String> error = new CompletableFuture<>();

    @Test
    void stopsItsStory() throws Exception {
        FaultPlan plan = new FaultPlan(n -> FaultPlan.Call.streams(longStory()), n -> FaultPlan.Post.ACCEPTED);
        RecordingContext context = new RecordingContext();
        try (FaultyAwsServer aws = new FaultyAwsServer(story -> plan, this::deliver);
                StoryHandler handler = new StoryHandler(environment(aws))) {
            Thread invocation = new Thread(
                    () -> handler.handleRequest(TestEvents.message("c=", "{\"storyType\":\"CATS\"}"), context));
            invocation.start();
            firstFrame.get(LocalDeployment.TIMEOUT.toSeconds(), TimeUnit.SECONDS);

            invocation.interrupt();
            invocation.join();

            assertThat(context.jsonLines())
                    .singleElement()
                    .matches(line -> line.get("message").getAsString().equals("unexpected failure"));
            assertThat(error).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(STOPPED);
            assertThat(plan.awaitCallClosed()).isTrue();
        }
    }

    /** Takes a minute. */
    private static List<ModelScript.Step> longStory() {
        List<ModelScript.Step> steps = new ArrayList<>();
        steps.add(FaultPlan.start(Duration.ZERO));
        for (int i = 0; i < 3_000; i++) {
            steps.add(FaultPlan.text(Duration.ofMillis(20), "on and on "));
        }
        steps.addAll(FaultPlan.end("end_turn"));
        return steps;
    }

    private CompletableFuture<Integer> deliver(String connectionId, String frame) {
        firstFrame.complete(frame);
        if (frame.contains("\"error\"")) {
            error.complete(frame);
        }
        return CompletableFuture.completedFuture(200);
    }

    private static Map<String, String> environment(FaultyAwsServer aws) {
        Map<String, String> environment = new HashMap<>();
        environment.put("STORY_MODEL_ID", "global.amazon.nova-2-lite-v1:0");
        environment.put("STORY_CALLBACK_URL", aws.endpoint() + "/prod");
        environment.put("AWS_ENDPOINT_URL_BEDROCK_RUNTIME", aws.endpoint().toString());
        environment.put("AWS_REGION", "us-east-1");
        environment.put("AWS_ACCESS_KEY_ID", "AKIDLOCAL");
        environment.put("AWS_SECRET_ACCESS_KEY", "local-secret");
        return environment;
    }
}
