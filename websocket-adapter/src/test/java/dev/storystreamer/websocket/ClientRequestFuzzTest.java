package dev.storystreamer.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random requests, near misses above all: each is answered, in one way, without an exception. */
class ClientRequestFuzzTest {

    private static final int CASES = 30_000;

    private static final List<String> VALID = List.of(
            "{\"storyType\":\"CATS\"}",
            "{\"storyType\":\" \\u00e9\\ud83d\\ude00\",\"more\":[1,-2.5e3,true,false,null,{\"a\":{}}]}",
            "{\"type\":\"send\",\"requestId\":\"r1\",\"id\":\"chat-1\",\"trigger\":\"submit-message\",\"messages\":[{\"id\":"
                    + "\"u1\",\"role\":\"user\",\"parts\":[{\"type\":\"text\",\"text\":\"A story\"}]},{\"id\":\"a1\",\"role\":"
                    + "\"assistant\",\"parts\":[{\"type\":\"step-start\"},{\"type\":\"text\",\"text\":\"Once\",\"state\":"
                    + "\"done\"}]},{\"id\":\"u2\",\"role\":\"user\",\"parts\":[{\"type\":\"text\",\"text\":\"More\"}]}],"
                    + "\"headers\":{},\"body\":{},\"metadata\":{\"x\":[[]]}}",
            "{\"type\":\"resume\",\"requestId\":\"r1\",\"id\":\"chat-1\",\"lastSequence\":3,\"headers\":{},\"body\":{}}",
            "{\"type\":\"abort\",\"requestId\":\"r1\"}");

    private static final List<String> SNIPPETS = List.of(
            "{",
            "}",
            "[",
            "]",
            "\"",
            ":",
            ",",
            "null",
            "true",
            "-",
            "0",
            "1e999",
            "\\",
            "\\u",
            "\\ud800",
            "\\u0000",
            "\"\"",
            "{}",
            "[]",
            "\"type\":",
            "\"send\"",
            "\"resume\"",
            "\"abort\"",
            "\"requestId\":",
            "\"storyType\":",
            "\"messages\":",
            "\"role\":\"system\"",
            "\"parts\":",
            "\"text\"",
            "\"file\"",
            "\"tool-x\"",
            "\"data-x\"",
            "\n",
            "\u0000",
            "\ufeff",
            "é",
            "\ud83d",
            "\ude00",
            "😀",
            "NaN",
            "/*",
            "//",
            "'",
            ";",
            "=",
            ")]}'\n",
            "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[");

    private final ClientRequestParser parser = new ClientRequestParser(new RequestLimits(20, 40), true);
    private final TreeMap<String, Integer> outcomes = new TreeMap<>();

    @ParameterizedTest
    @ValueSource(longs = {1, 20_261_122})
    void answersWhateverComes(long seed) {
        var random = new Random(seed);
        for (int i = 0; i < CASES; i++) {
            String body = body(random);
            check(body, parser.parse(body, "story-1", "request-1"));
        }

        assertThat(outcomes.keySet())
                .containsExactlyInAnyOrder("abort", "error v1", "error v2", "no-active v2", "tell v1", "tell v2");
        assertThat(outcomes.values()).allSatisfy(times -> assertThat(times).isGreaterThan(50));
    }

    private void check(String body, ClientRequest request) {
        String outcome = request.match(
                tell -> {
                    assertThat(tell.story().conversation()).isNotEmpty();
                    return "tell " + (tell.clientRequestId().isPresent() ? "v2" : "v1");
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

    private static String body(Random random) {
        if (random.nextInt(20) == 0) {
            byte[] noise = new byte[random.nextInt(200)];
            random.nextBytes(noise);
            return new String(noise, StandardCharsets.UTF_8);
        }
        var body = new StringBuilder(random.nextInt(20) == 0 ? "" : VALID.get(random.nextInt(VALID.size())));
        for (int edits = random.nextInt(5); edits > 0; edits--) {
            edit(body, random);
        }
        return body.toString();
    }

    private static void edit(StringBuilder body, Random random) {
        int at = random.nextInt(body.length() + 1);
        int end = Math.min(body.length(), at + random.nextInt(4));
        switch (random.nextInt(5)) {
            case 0 -> body.delete(at, end);
            case 1 -> body.insert(at, SNIPPETS.get(random.nextInt(SNIPPETS.size())));
            case 2 -> body.replace(at, end, SNIPPETS.get(random.nextInt(SNIPPETS.size())));
            case 3 -> body.insert(at, body.substring(at, Math.min(body.length(), at + random.nextInt(60))));
            default -> body.insert(at, (char) random.nextInt(0x10000));
        }
    }
}
