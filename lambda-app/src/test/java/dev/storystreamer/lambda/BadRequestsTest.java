package dev.storystreamer.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storystreamer.awslocal.faults.LatencyProfile;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Requests of protocol 1 that cannot be answered with a story. */
class BadRequestsTest {

    static Stream<String> badRequests() {
        return Stream.of(
                "",
                " ",
                "nonsense",
                "[]",
                "null",
                "true",
                "42",
                "\"CATS\"",
                "[".repeat(20_000),
                "{\"storyType\":".repeat(3_000),
                "{}",
                "{\"storyType\":null}",
                "{\"storyType\":7}",
                "{\"storyType\":[\"CATS\"]}",
                "{\"storyType\":\"\"}",
                "{\"storyType\":\" \\t \"}",
                "{\"storyType\":\"" + "x".repeat(5_000) + "\"}",
                "{\"storyType\":\"CA\\u0000TS\"}",
                "{\"storyType\":\"CA\\nTS\"}",
                "{\"storyType\":\"\\ud83d\"}",
                "{\"storyType\":\"CATS\"",
                "{\"storyType\":\"CATS\"} trailing");
    }

    @ParameterizedTest
    @MethodSource("badRequests")
    void answersABadRequestWithOneClearErrorAndNoModelCall(String request) throws Exception {
        try (LocalDeployment deployment = LocalDeployment.inProcess(LatencyProfile.NO_DELAY, Map.of());
                TestUser user = deployment.user()) {
            user.send(request);

            assertThat(user.readV1Error()).contains("storyType").hasSizeLessThan(400);
            assertThat(deployment.answer())
                    .contains(StoryHandlerTest.MESSAGE_PROCESSED)
                    .contains("\"statusCode\":200");
            assertThat(user.readAll()).isEmpty();
            assertThat(deployment.cloud().recording().modelCalls()).isEmpty();
        }
    }
}
