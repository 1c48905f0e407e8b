package dev.storystreamer.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import dev.storystreamer.core.StoryRelay;
import dev.storystreamer.protocol.ClientRequestParser;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Failures of this program before a story has started: the client gets an error, and the log has the cause. */
class UnexpectedFailureTest {

    private static final String ERROR = "The model failed while telling. Please try again. (request id: request-1=)";
    private static final String V1_ERROR = "{\"type\":\"error\",\"message\":\"" + ERROR + "\"}";

    private final FaultPlan plan = new FaultPlan(n -> FaultPlan.Call.closed(), n -> FaultPlan.Post.ACCEPTED);
    private final RecordingContext context = new RecordingContext();

    @Test
    void sendsAnErrorOfProtocol1WhenTheParserThrows() {
        run("{\"storyType\":\"CATS\"}", BrokenParser::new);

        assertThat(plan.delivered()).containsExactly(V1_ERROR);
        assertBugIsLogged();
    }

    @Test
    void sendsAnErrorOfProtocol1WhenTheStoryDoesNotStart() {
        run("{\"storyType\":\"CATS\"}", BrokenModel::new);

        assertThat(plan.delivered()).containsExactly(V1_ERROR);
        assertBugIsLogged();
    }

    @Test
    void sendsAnErrorOfProtocol2WhenTheStoryDoesNotStart() {
        run(
                EndingCase.v2("[{\"id\":\"u\",\"role\":\"user\",\"parts\":[{\"type\":\"text\",\"text\":\"cats\"}]}]"),
                BrokenModel::new);

        assertThat(plan.delivered())
                .containsExactly("{\"type\":\"error\",\"requestId\":\"r1\",\"errorText\":\"" + ERROR
                        + "\",\"code\":\"model_failed\",\"retryable\":true}");
        assertBugIsLogged();
    }

    private void run(String request, Function<Environment, Wiring> wiring) {
        try (FaultyAwsServer aws =
                new FaultyAwsServer(story -> plan, (id, frame) -> CompletableFuture.completedFuture(200))) {
            Environment environment = new Environment(Map.of(
                    "STORY_MODEL_ID", "global.amazon.nova-2-lite-v1:0",
                    "STORY_CALLBACK_URL", aws.endpoint() + "/prod",
                    "AWS_REGION", "us-east-1",
                    "AWS_ACCESS_KEY_ID", "AKIDLOCAL",
                    "AWS_SECRET_ACCESS_KEY", "local-secret"));
            try (StoryHandler handler = new StoryHandler(environment, wiring.apply(environment))) {
                assertThat(handler.handleRequest(TestEvents.message("c=", request), context)
                                .getStatusCode())
                        .isEqualTo(200);
            }
        }
    }

    private static final class BrokenParser extends Wiring {

        BrokenParser(Environment environment) {
            super(environment);
        }

        @Override
        ClientRequestParser parser() {
            throw new AssertionError("a bug");
        }
    }

    private static final class BrokenModel extends Wiring {

        BrokenModel(Environment environment) {
            super(environment);
        }

        @Override
        StoryRelay relay() {
            return StoryRelay.of(request -> {
                throw new AssertionError("a bug");
            });
        }
    }

    private void assertBugIsLogged() {
        List<JsonObject> lines = context.jsonLines();
        assertThat(lines).hasSize(1);
        assertThat(lines.get(0).get("message").getAsString()).isEqualTo("unexpected failure");
        assertThat(lines.get(0).toString()).contains("java.lang.AssertionError");
    }
}
