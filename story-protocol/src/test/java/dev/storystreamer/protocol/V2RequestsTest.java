package dev.storystreamer.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.storystreamer.core.ErrorCode;
import dev.storystreamer.core.StoryRequest.Role;
import dev.storystreamer.core.StoryRequest.Turn;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class V2RequestsTest {

    private static final String USER = message("user", text("A story about cats"));

    private final ClientRequestParser parser = new ClientRequestParser(RequestLimits.DEFAULTS, false);

    private static String send(String... messages) {
        return "{\"type\":\"send\",\"requestId\":\"r1\",\"id\":\"chat-1\",\"trigger\":\"submit-message\",\"messages\":["
                + String.join(",", messages) + "],\"headers\":{},\"body\":{}}";
    }

    private static String message(String role, String... parts) {
        return "{\"id\":\"m\",\"role\":\"" + role + "\",\"parts\":[" + String.join(",", parts) + "]}";
    }

    private static String text(String text) {
        return "{\"type\":\"text\",\"text\":\"" + text + "\",\"state\":\"done\"}";
    }

    private ClientRequest parse(String body) {
        return parser.parse(body, "story-1", "request-1");
    }

    private List<Turn> conversationOf(String body) {
        ClientRequest request = parse(body);
        assertThat(request).as(request.toString()).isInstanceOf(ClientRequest.Start.class);
        var start = (ClientRequest.Start) request;
        assertThat(start.clientRequestId()).contains("r1");
        return start.story().conversation();
    }

    private String errorOf(String body) {
        return errorOf(body, "r1");
    }

    private String errorOf(String body, String requestId) {
        ClientRequest request = parse(body);
        assertThat(request).isInstanceOf(ClientRequest.Reply.class);
        var reply = (ClientRequest.Reply) request;
        assertThat(reply.errorCode()).contains(ErrorCode.INVALID_REQUEST);
        assertThat(reply.idempotent()).isTrue();
        assertThat(reply.frame().getBytes(StandardCharsets.UTF_8)).hasSizeLessThan(32 * 1024);
        JsonObject frame = JsonParser.parseString(reply.frame()).getAsJsonObject();
        assertThat(frame.get("type").getAsString()).isEqualTo("error");
        assertThat(frame.get("requestId").getAsString()).isEqualTo(requestId);
        assertThat(frame.get("code").getAsString()).isEqualTo("invalid_request");
        assertThat(frame.get("retryable").getAsBoolean()).isFalse();
        String message = frame.get("errorText").getAsString();
        assertThat(message).startsWith("This request cannot be answered. ").endsWith(" (request id: request-1)");
        return message;
    }

    @Test
    void acceptsAConversation() {
        assertThat(conversationOf(send(USER))).containsExactly(new Turn(Role.USER, "A story about cats"));
        assertThat(conversationOf(
                        send(USER, message("assistant", text("Once …")), message("user", text(" And dogs?\\n")))))
                .containsExactly(
                        new Turn(Role.USER, "A story about cats"),
                        new Turn(Role.ASSISTANT, "Once …"),
                        new Turn(Role.USER, " And dogs?\n"));
    }

    @Test
    void joinsAdjacentTextsOfOneRoleAndDropsBlankOnes() {
        assertThat(conversationOf(send(
                        message("assistant"),
                        message("user", text("a"), text(" "), text("b")),
                        message("assistant", text(" \\n")),
                        message("user", text("c")),
                        message("assistant", text("d"), text("e")),
                        message("user", text("f")))))
                .containsExactly(
                        new Turn(Role.USER, "a\n\nb\n\nc"),
                        new Turn(Role.ASSISTANT, "d\n\ne"),
                        new Turn(Role.USER, "f"));
    }

    @Test
    void ignoresPartsThatAreForThePage() {
        assertThat(conversationOf(send(
                        USER,
                        message(
                                "assistant",
                                "{\"type\":\"step-start\"}",
                                "{\"type\":\"reasoning\",\"text\":\"hm\"}",
                                text("Once"),
                                "{\"type\":\"source-url\",\"sourceId\":\"s\",\"url\":\"https://example.com\"}",
                                "{\"type\":\"source-document\",\"sourceId\":\"s\"}",
                                "{\"type\":\"data-mood\",\"data\":{\"deep\":[1]}}"),
                        message("user", text("More")))))
                .extracting(Turn::text)
                .containsExactly("A story about cats", "Once", "More");
    }

    @Test
    void ignoresUnknownFields() {
        assertThat(conversationOf("{\"x\":1,\"type\":\"send\",\"requestId\":\"r1\",\"id\":\"c\",\"trigger\":"
                        + "\"regenerate-message\",\"messageId\":\"m7\",\"metadata\":[{}],\"headers\":null,\"messages\":"
                        + "[{\"role\":\"user\",\"metadata\":{\"a\":1},\"parts\":[" + text("hi") + "]}]}"))
                .containsExactly(new Turn(Role.USER, "hi"));
    }

    @Test
    void limitsTheLengthOfAConversation() {
        String half = "a".repeat(49_999);

        assertThat(conversationOf(send(message("user", text(half), text(half)))))
                .singleElement()
                .satisfies(turn -> assertThat(turn.text()).hasSize(100_000));

        assertThat(errorOf(send(message("user", text(half), text(half + "a")))))
                .contains("100000 characters")
                .contains("prepareSendMessagesRequest");
    }

    @Test
    void limitsTheNumberOfMessages() {
        String many = IntStream.range(0, 10_000).mapToObj(i -> USER).collect(Collectors.joining(","));

        assertThat(errorOf(send(many))).contains("1000 messages").contains("prepareSendMessagesRequest");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"role":"system","parts":[]}                                              | Leave out system messages
            {"role":"System","parts":[]}                                              | roles user and assistant
            {"role":"tool","parts":[]}                                                | roles user and assistant
            {"role":7,"parts":[]}                                                     | roles user and assistant
            {"parts":[]}                                                              | roles user and assistant
            {"role":"user"}                                                           | a message's parts as a list
            {"role":"user","parts":{}}                                                | a message's parts as a list
            {"role":"user","parts":"hi"}                                              | a message's parts as a list
            {"role":"user","content":"hi"}                                            | a message's parts as a list
            {"role":"user","parts":["hi"]}                                            | each message part as an object
            {"role":"user","parts":[null]}                                            | each message part as an object
            {"role":"user","parts":[{"text":"hi"}]}                                   | a message part's type as text
            {"role":"user","parts":[{"type":1}]}                                      | a message part's type as text
            {"role":"user","parts":[{"type":"text"}]}                                 | the text of a text part
            {"role":"user","parts":[{"type":"text","text":7}]}                        | the text of a text part
            {"role":"user","parts":[{"type":"file","mediaType":"a/b","url":"data:"}]} | Leave out files
            {"role":"user","parts":[{"type":"tool-weather","state":"x"}]}             | Leave out tool calls
            {"role":"user","parts":[{"type":"dynamic-tool"}]}                         | Leave out tool calls
            {"role":"user","parts":[{"type":"hologram"}]}                             | parts of unknown types
            {"role":"user","id":7,"parts":[]}                                         | a message's id as text
            "hi"                                                                      | each message as an object
            null                                                                      | each message as an object
            [[]]                                                                      | each message as an object
            """)
    void rejectsAnInvalidMessage(String message, String advice) {
        assertThat(errorOf(send(USER, message))).contains(advice);
    }

    @Test
    void rejectsAConversationThatDoesNotEndWithAUserMessage() {
        assertThat(errorOf(send())).contains("Write a message first");
        assertThat(errorOf(send(message("user", text(" ")), message("user")))).contains("Write a message first");
        assertThat(errorOf(send(message("assistant", text("hi")), USER))).contains("begin with a user message");
        assertThat(errorOf(send(message("assistant", text("hi"))))).contains("begin with a user message");
        assertThat(errorOf(send(USER, message("assistant", text("hi"))))).contains("end with the user message");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            "id":7,"trigger":"submit-message","messages":[]                               | Send id as
            "trigger":"submit-message","messages":[]                                      | Send id as
            "id":"","trigger":"submit-message","messages":[]                              | Send id as
            "id":"chät","trigger":"submit-message","messages":[]                          | Send id as
            "id":"c","messages":[]                                                        | Send trigger as
            "id":"c","trigger":"resubmit","messages":[]                                   | Send trigger as
            "id":"c","trigger":"submit-message"                                           | Send messages as a list
            "id":"c","trigger":"submit-message","messages":null                           | Send messages as a list
            "id":"c","trigger":"submit-message","messages":{}                             | Send messages as a list
            "id":"c","trigger":"submit-message","messages":[],"messageId":7               | Send messageId as
            "id":"c","trigger":"submit-message","messages":[],"headers":[]                | Send headers as
            "id":"c","trigger":"submit-message","messages":[],"body":"b"                  | Send body as
            "id":"c","trigger":"submit-message","messages":[],"messages":[]               | one well-formed JSON object
            "id":"c","trigger":"submit-message","messages":[],"metadata":[[}              | one well-formed JSON object
            """)
    void rejectsAnInvalidSend(String fields, String advice) {
        assertThat(errorOf("{\"type\":\"send\",\"requestId\":\"r1\"," + fields + "}"))
                .contains(advice);
    }

    @Test
    void repliesWithTheRequestIdOfInvalidJson() {
        assertThat(errorOf("{\"type\":\"send\",\"requestId\":\"r1\",\"messages\":[{"))
                .contains("well-formed");
        assertThat(errorOf("{\"type\":\"send\",\"requestId\":\"r1\",\"metadata\":" + "[".repeat(20_000)))
                .contains("nested at most 64 levels");
        assertThat(errorOf("{\"type\":\"send\",\"requestId\":\"r1\",\"id\":\"\\ud83d\"}"))
                .contains("without unpaired surrogates");
        assertThat(errorOf(send(USER) + "x")).contains("well-formed");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", ",\"requestId\":null", ",\"requestId\":7", ",\"requestId\":{}", ",\"requestId\":[\"r\"]"})
    void repliesWithAnEmptyIdIfTheRequestHasNone(String requestId) {
        for (String type : List.of("send", "resume", "abort")) {
            assertThat(errorOf("{\"type\":\"" + type + "\"" + requestId + "}", ""))
                    .contains("Send requestId as 1 to 128 printable ASCII characters.");
        }
    }

    @Test
    void repliesWithAnInvalidId() {
        for (String name : List.of("", "é", "a".repeat(129), "x".repeat(10_000), "line\nbreak", "\u007f")) {
            var request = new JsonObject();
            request.addProperty("type", "send");
            request.addProperty("requestId", name);

            assertThat(errorOf(request.toString(), name)).contains("Send requestId as 1 to 128 printable ASCII");
        }
    }

    @Test
    void doesNotReplyWithAnIdThatFillsAFrame() {
        errorOf("{\"type\":\"abort\",\"requestId\":\"" + "x".repeat(24 * 1024) + "\"}", "x".repeat(24 * 1024));
        errorOf("{\"type\":\"abort\",\"requestId\":\"" + "x".repeat(24 * 1024 + 1) + "\"}", "");
        errorOf("{\"type\":\"abort\",\"requestId\":\"" + "é".repeat(60_000) + "\"}", "");
    }

    @Test
    void acceptsEveryIdOfPrintableAscii() {
        String printable =
                IntStream.rangeClosed(' ', '~').mapToObj(Character::toString).collect(Collectors.joining());
        var request = new JsonObject();
        request.addProperty("type", "abort");
        request.addProperty("requestId", printable);

        assertThat(parse(request.toString())).isEqualTo(new ClientRequest.Abort(printable));
        assertThat(parse("{\"type\":\"abort\",\"requestId\":\"" + "a".repeat(128) + "\"}"))
                .isEqualTo(new ClientRequest.Abort("a".repeat(128)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", ",\"lastSequence\":0", ",\"lastSequence\":7e2", ",\"lastSequence\":null,\"headers\":{}"})
    void repliesThatThereIsNothingToResume(String more) {
        assertThat(parse("{\"type\":\"resume\",\"requestId\":\"r1\",\"id\":\"chat-1\"" + more + "}"))
                .isInstanceOfSatisfying(ClientRequest.Reply.class, reply -> {
                    assertThat(reply.frame()).isEqualTo("{\"type\":\"no-active\",\"requestId\":\"r1\"}");
                    assertThat(reply.errorCode()).isEmpty();
                });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"lastSequence\":-1",
                "\"lastSequence\":0.5",
                "\"lastSequence\":1e400",
                "\"lastSequence\":9007199254740992",
                "\"lastSequence\":\"0\"",
                "\"lastSequence\":true",
                "\"headers\":7"
            })
    void rejectsAnInvalidResume(String field) {
        errorOf("{\"type\":\"resume\",\"requestId\":\"r1\",\"id\":\"chat-1\"," + field + "}");
    }

    @Test
    void rejectsAResumeWithoutAChat() {
        assertThat(errorOf("{\"type\":\"resume\",\"requestId\":\"r1\"}")).contains("Send id as");
    }
}
