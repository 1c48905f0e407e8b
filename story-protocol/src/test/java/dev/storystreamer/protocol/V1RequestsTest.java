package dev.storystreamer.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.storystreamer.core.ErrorCode;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class V1RequestsTest {

    private final ClientRequestParser parser = new ClientRequestParser(RequestLimits.DEFAULTS, false);

    private String promptOf(String body) {
        return parser.parse(body, "story-1", "request-1")
                .match(
                        start -> start.story().conversation().get(0).text(),
                        abort -> "abort",
                        ClientRequest.Reply::frame);
    }

    private String errorOf(String body) {
        ClientRequest request = parser.parse(body, "story-1", "request-1");
        assertThat(request).isInstanceOf(ClientRequest.Reply.class);
        var reply = (ClientRequest.Reply) request;
        assertThat(reply.errorCode()).contains(ErrorCode.INVALID_REQUEST);
        assertThat(reply.idempotent()).isFalse();
        JsonObject frame = JsonParser.parseString(reply.frame()).getAsJsonObject();
        assertThat(frame.keySet()).containsExactly("type", "message");
        assertThat(frame.get("type").getAsString()).isEqualTo("error");
        String message = frame.get("message").getAsString();
        assertThat(message).startsWith("This request cannot be answered. ").endsWith(" (request id: request-1)");
        return message;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"storyType\":\"CATS\"}",
                "{\"storyType\": \"CATS\"}\n",
                " {\"storyType\":\"\\u0043ATS\",\"other\":[1,{\"a\":null}],\"x\":-1.5e300}",
                "{\"storyType\":\" CATS\\n\"}",
                "{\"type\":\"story\",\"storyType\":\"CATS\"}",
                "{\"type\":7,\"storyType\":\"CATS\"}",
                "{\"action\":\"$connect\",\"storyType\":\"CATS\"}"
            })
    void acceptsATopic(String body) {
        assertThat(promptOf(body)).isEqualTo("Tell me a very short story about: CATS");
    }

    @Test
    void acceptsATopicInAnyLanguage() {
        assertThat(promptOf("{\"storyType\":\"Katzen & <Kühe>, \u732b 😀\u2028\"}"))
                .endsWith("about: Katzen & <Kühe>, \u732b 😀");
    }

    @Test
    void hasNoClientRequestIdAndNoTopicInToString() {
        ClientRequest request = parser.parse("{\"storyType\":\"CATS\"}", "story-1", "request-1");

        assertThat(request)
                .isInstanceOfSatisfying(
                        ClientRequest.Start.class,
                        start -> assertThat(start.clientRequestId()).isEmpty());
        assertThat(request.toString()).doesNotContain("CATS");
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                " ",
                "hello",
                "null",
                "[]",
                "[{\"storyType\":\"CATS\"}]",
                "\"CATS\"",
                "42",
                "{\"storyType\":\"CATS\"",
                "{\"storyType\":\"CATS\"}}",
                "{\"storyType\":\"CATS\"}{\"storyType\":\"DOGS\"}",
                "{\"storyType\":\"CATS\"} x",
                "{'storyType':'CATS'}",
                "{storyType:\"CATS\"}",
                "{\"storyType\"=\"CATS\"}",
                "{\"storyType\":\"CATS\";\"a\":1}",
                "{\"storyType\":\"CATS\",}",
                "{\"storyType\":\"CATS\",\"a\":NaN}",
                "{\"storyType\":\"CATS\",\"a\":Infinity}",
                "{\"storyType\":\"CATS\",\"a\":01}",
                "{\"storyType\":\"CATS\",\"a\":TRUE}",
                "{\"storyType\":\"CATS\",\"a\":[1 2]}",
                "{\"storyType\":\"CATS\"/* no */}",
                "{\"storyType\":\"CATS\"} // no",
                "{\"storyType\":\"CA\nTS\"}",
                "{\"storyType\":\"CATS\",\"a\":\"\u0001\"}",
                "{\"storyType\":\"CATS\",\"a\":\"\\x41\"}",
                "{\"storyType\":\"CATS\",\"a\":\"\\u12g4\"}",
                "{\"storyType\":\"CATS\",\"storyType\":\"DOGS\"}",
                "{\"storyType\":\"CATS\",\"a\":{\"b\":1,\"b\":1}}",
                ")]}'\n{\"storyType\":\"CATS\"}"
            })
    void rejectsWhatIsNotOneJsonObject(String body) {
        assertThat(errorOf(body))
                .contains("Send one well-formed JSON object")
                .contains("Example: {\"storyType\": \"CATS\"}");
    }

    static Stream<String> deep() {
        return Stream.of(
                "[".repeat(20_000),
                "[".repeat(20_000) + "]".repeat(20_000),
                "{\"storyType\":" + "[".repeat(20_000) + "]".repeat(20_000) + "}",
                "{\"a\":".repeat(20_000),
                "{\"storyType\":\"CATS\",\"a\":" + "[{\"b\":".repeat(10_000) + "0" + "}]".repeat(10_000) + "}");
    }

    @ParameterizedTest
    @MethodSource("deep")
    void rejectsDeepNesting(String body) {
        errorOf(body);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"storytype\":\"CATS\"}",
                "{\"storyType\":null}",
                "{\"storyType\":7}",
                "{\"storyType\":true}",
                "{\"storyType\":[\"CATS\"]}",
                "{\"storyType\":{}}",
                "{\"storyType\":\"\"}",
                "{\"storyType\":\" \\t\\n\\u2003\"}"
            })
    void rejectsARequestWithoutATopic(String body) {
        assertThat(errorOf(body)).contains("as text in storyType");
    }

    @Test
    void limitsTheCodePointsOfTheTrimmedTopic() {
        assertThat(promptOf("{\"storyType\":\"  " + "😀".repeat(200) + "  \"}")).contains("😀".repeat(200));

        assertThat(errorOf("{\"storyType\":\"" + "a".repeat(201) + "\"}")).contains("200 characters or fewer");
        assertThat(errorOf("{\"storyType\":\"" + "a".repeat(5_000) + "\"}")).contains("200 characters or fewer");
    }

    @ParameterizedTest
    @ValueSource(strings = {"CA\\u0000TS", "CA\\nTS", "CA\\u007fTS", "CA\\u0085TS"})
    void rejectsControlCharacters(String topic) {
        assertThat(errorOf("{\"storyType\":\"" + topic + "\"}")).contains("Remove control characters");
    }

    @ParameterizedTest
    @ValueSource(strings = {"CA\\ud83dTS", "CATS\\ud83d", "\\ude00CATS", "CA\ud83dTS", "\\ude00\\ud83d"})
    void rejectsUnpairedSurrogates(String topic) {
        assertThat(errorOf("{\"storyType\":\"" + topic + "\"}")).contains("without unpaired surrogates");
    }
}
