package dev.storystreamer.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Parses random requests, most of them almost valid: each has exactly one result, and none throws. */
class ClientRequestFuzzTest {

    private static final int CASES = 30_000;

    private final ClientRequestParser parser = new ClientRequestParser(new RequestLimits(20, 40), true);
    private final TreeMap<String, Integer> outcomes = new TreeMap<>();

    @ParameterizedTest
    @ValueSource(longs = {1, 20_261_122})
    void parsesEveryRequest(long seed) {
        var random = new Random(seed);
        for (int i = 0; i < CASES; i++) {
            String body = RandomRequests.next(random);
            check(body, parser.parse(body, "story-1", "request-1"));
        }

        assertThat(outcomes.keySet())
                .containsExactlyInAnyOrder("abort", "error v1", "error v2", "no-active v2", "start v1", "start v2");
        assertThat(outcomes.values()).allSatisfy(times -> assertThat(times).isGreaterThan(50));
    }

    private void check(String body, ClientRequest request) {
        String outcome = request.match(
                start -> {
                    assertThat(start.story().conversation()).isNotEmpty();
                    return "start " + (start.clientRequestId().isPresent() ? "v2" : "v1");
                },
                abort -> "abort",
                reply -> {
                    JsonObject frame = JsonParser.parseString(reply.frame()).getAsJsonObject();
                    assertThat(reply.frame().getBytes(StandardCharsets.UTF_8)).hasSizeLessThan(32 * 1024);
                    assertThat(frame.has("requestId")).as(body).isEqualTo(!frame.has("message"));
                    return frame.get("type").getAsString() + (frame.has("requestId") ? " v2" : " v1");
                });
        outcomes.merge(outcome, 1, Integer::sum);
    }
}
