package dev.storystreamer.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2WebSocketEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2WebSocketResponse;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.storystreamer.awslocal.bedrock.ModelScript;
import dev.storystreamer.awslocal.faults.LatencyProfile;
import dev.storystreamer.awslocal.recording.ModelCall;
import dev.storystreamer.awslocal.recording.RecordedPost;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class StoryHandlerTest {

    private static final String OTHER = "{\"type\":\"other\",\"message\":null}";
    private static final String MESSAGE_PROCESSED = "Message processed...: $default";

    static List<Golden> goldenCases() {
        return Golden.cases(Duration.ofMillis(5));
    }

    @ParameterizedTest
    @MethodSource("goldenCases")
    void postsTheSeedsFramesNeighboursJoinedWherePostsAreSlower(Golden golden) throws Exception {
        try (Road road = Road.inProcess(LatencyProfile.NO_DELAY, Map.of());
                Person person = road.person()) {
            road.cloud().setModelScript(golden.script());
            person.send("{\"storyType\": \"CATS\"}");

            String answer = road.answer();

            assertThat(Golden.joined(person.readAll())).isEqualTo(Golden.joined(golden.frames()));
            assertThat(answer).contains(golden.answer()).contains("\"statusCode\":200");
            assertThat(JsonParser.parseString(
                            road.cloud().recording().modelCalls().get(0).body()))
                    .isEqualTo(
                            JsonParser.parseString(
                                    "{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"Tell me a very short story about: CATS\"}]}]}"));
        }
    }

    @Test
    void tellsSeveralStoriesOnOneSocketAndAnswersNonsenseInBetween() throws Exception {
        try (Road road = Road.inProcess(LatencyProfile.NO_DELAY, Map.of());
                Person person = road.person()) {
            person.send("{\"storyType\":\"CATS\"}");
            assertThat(readStory(person)).contains("cats");
            assertThat(road.answer()).contains(MESSAGE_PROCESSED);

            person.send("nonsense");
            assertThat(errorOf(person.read())).contains("storyType");
            assertThat(road.answer()).contains(MESSAGE_PROCESSED);

            person.send("{\"storyType\":\"DOGS\"}");
            assertThat(readStory(person)).contains("dogs");
            assertThat(road.answer()).contains(MESSAGE_PROCESSED);
            assertThat(road.cloud().recording().modelCalls()).hasSize(2);
        }
    }

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
        try (Road road = Road.inProcess(LatencyProfile.NO_DELAY, Map.of());
                Person person = road.person()) {
            person.send(request);

            assertThat(errorOf(person.read())).contains("storyType").hasSizeLessThan(400);
            assertThat(road.answer()).contains(MESSAGE_PROCESSED).contains("\"statusCode\":200");
            assertThat(person.readAll()).isEmpty();
            assertThat(road.cloud().recording().modelCalls()).isEmpty();
        }
    }

    @Test
    void closesTheModelsConnectionAndPostsNothingMoreWhenTheClientLeaves() throws Exception {
        LatencyProfile pace =
                LatencyProfile.NO_DELAY.withTokenInterval(Duration.ofMillis(2)).withTokens(100_000);
        try (Road road = Road.inProcess(pace, Map.of());
                Person person = road.person()) {
            person.send("{\"storyType\":\"CATS\"}");
            person.read(3);

            person.leave();

            assertThat(road.answer()).contains(MESSAGE_PROCESSED);
            ModelCall call = road.cloud().recording().modelCalls().get(0);
            assertThat(call.closed()
                            .toCompletableFuture()
                            .get(Road.PATIENCE.toSeconds(), TimeUnit.SECONDS)
                            .byCaller())
                    .isTrue();
            List<RecordedPost> posts = road.cloud().recording().posts();
            assertThat(posts.get(posts.size() - 1).status()).isEqualTo(410);
            assertThat(posts.stream().filter(post -> post.status() == 410)).hasSize(1);
        }
    }

    @Test
    void servesManyInvocationsAtOnceFromOneInstance() throws Exception {
        LatencyProfile pace = LatencyProfile.NO_DELAY
                .withTokenInterval(Duration.ofMillis(2))
                .withTokens(100)
                .withPostLatency(Duration.ofMillis(5));
        try (Road road = Road.inProcess(pace, Map.of())) {
            List<Person> people = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                people.add(road.person());
            }
            for (int i = 0; i < people.size(); i++) {
                people.get(i).send("{\"storyType\":\"ANIMAL" + i + "\"}");
            }

            for (int i = 0; i < people.size(); i++) {
                String topic = "animal" + i;
                String heard = readStory(people.get(i));
                assertThat(road.cloud().recording().modelCalls().stream()
                                .filter(call -> call.body().contains(": ANIMAL" + topic.substring(6) + "\""))
                                .map(ModelCall::text))
                        .containsExactly(heard);
            }
            assertThat(road.cloud().recording().maxConcurrentPosts()).isEqualTo(1);
            people.forEach(Person::close);
        }
    }

    @Test
    void stopsAStoryWhenItsClientAsksForThat() throws Exception {
        LatencyProfile pace =
                LatencyProfile.NO_DELAY.withTokenInterval(Duration.ofMillis(2)).withTokens(100_000);
        try (Road road = Road.inProcess(pace, Map.of());
                Person person = road.person()) {
            person.send(send("r1"));
            person.readUntil(frame -> frame.contains("text-delta"));

            person.send("{\"type\":\"abort\",\"requestId\":\"r1\"}");

            List<String> rest = person.readUntil(frame -> frame.contains("\"type\":\"end\""));
            assertThat(rest.get(rest.size() - 2)).contains("\"chunk\":{\"type\":\"abort\"");
            assertThat(road.answer()).contains(MESSAGE_PROCESSED);
            assertThat(road.answer()).contains(MESSAGE_PROCESSED);
            assertThat(road.cloud()
                            .recording()
                            .modelCalls()
                            .get(0)
                            .closed()
                            .toCompletableFuture()
                            .get(Road.PATIENCE.toSeconds(), TimeUnit.SECONDS)
                            .byCaller())
                    .isTrue();

            person.send(send("r2"));
            assertThat(person.read()).contains("\"requestId\":\"r2\"").contains("\"type\":\"start\"");
        }
    }

    @Test
    void endsAStoryBeforeTheInvocationsTimeIsUp() throws Exception {
        LatencyProfile pace =
                LatencyProfile.NO_DELAY.withTokenInterval(Duration.ofMillis(5)).withTokens(100_000);
        try (Road road = Road.inProcess(pace, Map.of(), Duration.ofSeconds(4));
                Person person = road.person()) {
            person.send("{\"storyType\":\"CATS\"}");

            List<String> frames = person.readUntil(frame -> frame.startsWith("{\"type\":\"error\""));

            assertThat(errorOf(frames.get(frames.size() - 1))).contains("too long");
            assertThat(road.answer()).contains(MESSAGE_PROCESSED);
        }
    }

    @Test
    void endsASilentModelInItsOwnWords() throws Exception {
        try (Road road = Road.inProcess(LatencyProfile.NO_DELAY, Map.of("STORY_STALL_TIMEOUT_MS", "300"));
                Person person = road.person()) {
            road.cloud()
                    .setModelScript(new ModelScript(List.of(
                            new ModelScript.Event(Duration.ZERO, "messageStart", "{\"role\":\"assistant\"}"),
                            new ModelScript.Event(
                                    Duration.ZERO,
                                    "contentBlockDelta",
                                    "{\"contentBlockIndex\":0,\"delta\":{\"text\":\"Once\"}}"),
                            new ModelScript.Event(Duration.ofMinutes(10), "messageStop", "{}"))));
            person.send("{\"storyType\":\"CATS\"}");

            assertThat(person.read(2)).containsExactly(OTHER, "{\"type\":\"text\",\"message\":\"Once\"}");
            assertThat(errorOf(person.read())).contains("silent");
            assertThat(road.answer()).contains(MESSAGE_PROCESSED);
        }
    }

    @Test
    void logsAReceiptAndMetricsButNeverThePromptTheStoryOrACredential() throws Exception {
        try (Road road = Road.inProcess(LatencyProfile.NO_DELAY, Map.of())) {
            Map<String, String> environment = Road.environment(road.cloud());
            RecordingContext context = new RecordingContext();
            String said;
            try (Person person = road.person();
                    StoryHandler handler = new StoryHandler(environment)) {
                person.send("{\"storyType\":\"CATS\"}");
                said = readStory(person);
                String connection = road.cloud().recording().posts().get(0).connectionId();
                handler.handleRequest(event("$default", connection, "{\"storyType\":\"PENGUINS\"}"), context);
                handler.handleRequest(event("$default", connection, "{\"storyType\":7}"), context);
                handler.handleRequest(event("$default", connection, "{\"storyType\":\"LATE OTTERS\"}"), context);
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

    @Test
    void answersEachRouteAsTheSeedDoes() throws Exception {
        try (Road road = Road.inProcess(LatencyProfile.NO_DELAY, Map.of());
                StoryHandler handler = new StoryHandler(Road.environment(road.cloud()))) {
            assertAnswer(handler, event("$connect", "c=", null), 200, "Connected...: $connect");
            assertAnswer(handler, event("$disconnect", "c=", null), 200, "Disconnected...: $disconnect");
            assertAnswer(handler, event("sing", "c=", "{}"), 400, "Unknown route");
            assertAnswer(handler, new APIGatewayV2WebSocketEvent(), 400, "Unknown route");
        }
    }

    private static void assertAnswer(StoryHandler handler, APIGatewayV2WebSocketEvent event, int status, String body) {
        APIGatewayV2WebSocketResponse answer = handler.handleRequest(event, new RecordingContext());
        assertThat(answer.getStatusCode()).isEqualTo(status);
        assertThat(answer.getBody()).isEqualTo(body);
    }

    private static APIGatewayV2WebSocketEvent event(String route, String connectionId, String body) {
        APIGatewayV2WebSocketEvent event = new APIGatewayV2WebSocketEvent();
        APIGatewayV2WebSocketEvent.RequestContext request = new APIGatewayV2WebSocketEvent.RequestContext();
        request.setRouteKey(route);
        request.setConnectionId(connectionId);
        request.setRequestId("request-1=");
        request.setDomainName("abc.execute-api.us-east-1.amazonaws.com");
        request.setStage("prod");
        event.setRequestContext(request);
        event.setBody(body);
        return event;
    }

    private static String send(String requestId) {
        return "{\"type\":\"send\",\"requestId\":\"" + requestId
                + "\",\"id\":\"chat-1\",\"trigger\":\"submit-message\",\"messages\":[{\"id\":\"u1\",\"role\":\"user\","
                + "\"parts\":[{\"type\":\"text\",\"text\":\"A story about cats\"}]}],\"headers\":{},\"body\":{}}";
    }

    private static String readStory(Person person) throws InterruptedException {
        StringBuilder text = new StringBuilder();
        int others = 0;
        while (others < 4) { // the opening, the block's end, the stop, the usage
            JsonObject frame = JsonParser.parseString(person.read()).getAsJsonObject();
            if (frame.get("type").getAsString().equals("text")) {
                text.append(frame.get("message").getAsString());
            } else {
                assertThat(frame).hasToString(OTHER);
                others++;
            }
        }
        return text.toString();
    }

    private static String errorOf(String frame) {
        JsonObject json = JsonParser.parseString(frame).getAsJsonObject();
        assertThat(json.get("type").getAsString()).as(frame).isEqualTo("error");
        return json.get("message").getAsString();
    }
}
