package dev.storystreamer.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import dev.storystreamer.awslocal.bedrock.ModelScript;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Whatever goes wrong, a story ends once, and truly. Prints what docs/endings.md shows. */
class EndingsTest {

    private static final int AT_ONCE = 10;
    private static final Hazard.Post THROTTLED = Hazard.Post.refused(429, "LimitExceededException");
    private static final Map<Integer, String> TABLE = new ConcurrentSkipListMap<>();

    @AfterAll
    static void printTheTable() {
        System.out.println("| what goes wrong | protocol | ending | last frame | model calls | posts |");
        System.out.println("|---|---|---|---|---|---|");
        TABLE.values().forEach(System.out::println);
    }

    @TestFactory
    Stream<DynamicTest> endsOnceAndTruly() {
        ExecutorService executor = Executors.newFixedThreadPool(AT_ONCE);
        List<EndingsRow> rows = rows();
        List<Future<?>> checks = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            int number = i;
            checks.add(executor.submit(() -> {
                check(number, rows.get(number));
                return null;
            }));
        }
        executor.shutdown();
        return Stream.iterate(0, i -> i < rows.size(), i -> i + 1)
                .map(i -> DynamicTest.dynamicTest(
                        rows.get(i).toString(), () -> checks.get(i).get()));
    }

    private static List<EndingsRow> rows() {
        List<EndingsRow> rows = new ArrayList<>();
        requests(rows);
        modelRefusals(rows);
        brokenStreams(rows);
        trueEnds(rows);
        time(rows);
        people(rows);
        posts(rows);
        return rows;
    }

    private static void both(List<EndingsRow> rows, String name, Consumer<EndingsRow> what) {
        for (boolean v2 : new boolean[] {false, true}) {
            one(rows, name, v2, what);
        }
    }

    private static void one(List<EndingsRow> rows, String name, boolean v2, Consumer<EndingsRow> what) {
        EndingsRow row = new EndingsRow(name, v2);
        what.accept(row);
        rows.add(row);
    }

    private static void requests(List<EndingsRow> rows) {
        Map<String, String> v1 = Map.of(
                "body missing", "",
                "body is not JSON", "cats",
                "body is not an object", "[]",
                "storyType missing", "{}",
                "storyType is not a string", "{\"storyType\":7}",
                "storyType blank", "{\"storyType\":\" \"}",
                "storyType too long", "{\"storyType\":\"" + "x".repeat(201) + "\"}");
        Map<String, String> v2 = Map.of(
                "messages missing",
                "{\"type\":\"send\",\"requestId\":\"r1\",\"id\":\"c\",\"trigger\":\"submit-message\"}",
                "messages empty",
                EndingsRow.v2("[]"),
                "messages not an array",
                EndingsRow.v2("7"),
                "text blank",
                EndingsRow.v2("[{\"id\":\"u\",\"role\":\"user\",\"parts\":[{\"type\":\"text\",\"text\":\" \"}]}]"),
                "a system message",
                EndingsRow.v2("[{\"id\":\"u\",\"role\":\"system\",\"parts\":[{\"type\":\"text\",\"text\":\"x\"}]}]"),
                "a file",
                EndingsRow.v2("[{\"id\":\"u\",\"role\":\"user\",\"parts\":[{\"type\":\"file\",\"url\":\"x\"}]}]"),
                "requestId missing",
                "{\"type\":\"send\",\"id\":\"c\",\"messages\":[]}");
        new TreeMap<>(v1).forEach((name, body) -> one(rows, name, false, row -> refused(row, body)));
        new TreeMap<>(v2).forEach((name, body) -> one(rows, name, true, row -> refused(row, body)));
    }

    private static void refused(EndingsRow row, String body) {
        row.asks(body).ends("", "invalid_request", false).modelCalls(0);
    }

    private static void modelRefusals(List<EndingsRow> rows) {
        refusal(rows, 429, "ThrottlingException", "model_busy", true, 4);
        refusal(rows, 429, "ModelNotReadyException", "model_busy", true, 4);
        refusal(rows, 403, "AccessDeniedException", "model_refused", false, 1);
        refusal(rows, 404, "ResourceNotFoundException", "model_refused", false, 1);
        refusal(rows, 400, "ValidationException", "model_refused", false, 1);
        refusal(rows, 424, "ModelErrorException", "model_failed", true, 1);
        refusal(rows, 408, "ModelTimeoutException", "model_failed", true, 1);
        refusal(rows, 500, "InternalServerException", "model_failed", true, 4);
        refusal(rows, 503, "ServiceUnavailableException", "model_failed", true, 4);
        refusal(rows, 502, "", "model_failed", true, 4);
        both(
                rows,
                "connection closed before the answer",
                row -> row.calls(n -> Hazard.Call.hangUp())
                        .ends("failed", "model_failed", true)
                        .modelCalls(4));
        both(
                rows,
                "connection refused",
                row -> row.set("AWS_ENDPOINT_URL_BEDROCK_RUNTIME", "http://127.0.0.1:9")
                        .ends("failed", "model_failed", true)
                        .modelCalls(0));
        both(
                rows,
                "429 twice, then the story",
                row -> row.calls(n -> n < 3
                                ? Hazard.Call.refused(429, "ThrottlingException")
                                : Hazard.Call.plays(EndingsRow.story("end_turn")))
                        .modelCalls(3));
    }

    private static void refusal(
            List<EndingsRow> rows, int status, String type, String code, boolean retryable, int calls) {
        both(
                rows,
                ("HTTP " + status + " " + type).strip(),
                row -> row.calls(n -> Hazard.Call.refused(status, type))
                        .ends("failed", code, retryable)
                        .modelCalls(calls));
    }

    private static void brokenStreams(List<EndingsRow> rows) {
        broken(rows, "throttlingException after words", Hazard.exception("throttlingException"), "model_busy", true);
        broken(rows, "internalServerException after words", Hazard.exception("internalServerException"));
        broken(rows, "modelStreamErrorException after words", Hazard.exception("modelStreamErrorException"));
        broken(rows, "serviceUnavailableException after words", Hazard.exception("serviceUnavailableException"));
        broken(
                rows,
                "validationException after words",
                Hazard.exception("validationException"),
                "model_refused",
                false);
        broken(rows, "an unknown exception after words", Hazard.exception("SomethingNewException"));
        broken(rows, "an error message after words", Hazard.bytes(errorFrame()));
        broken(rows, "a frame with a wrong checksum", Hazard.bytes(damaged()));
        broken(rows, "connection closed in mid-stream", new ModelScript.Break(Duration.ZERO, false));
        broken(rows, "connection reset in mid-stream", new ModelScript.Break(Duration.ZERO, true));
        both(
                rows,
                "half a frame, then closed",
                row -> row.calls(n -> EndingsRow.wordsThen(
                                Hazard.bytes(half()), new ModelScript.Break(Duration.ofMillis(5), false)))
                        .ends("failed", "model_failed", true));
        both(
                rows,
                "throttlingException before any words",
                row -> row.calls(n -> Hazard.Call.plays(List.of(Hazard.exception("throttlingException"))))
                        .ends("failed", "model_busy", true)
                        .modelCalls(4));
        both(
                rows,
                "ended without messageStop",
                row -> row.calls(n -> EndingsRow.wordsThen()).ends("incomplete", "story_incomplete", true));
        both(
                rows,
                "half a frame, then a clean end",
                row -> row.calls(n -> EndingsRow.wordsThen(Hazard.bytes(half())))
                        .ends("incomplete", "story_incomplete", true));
        both(
                rows,
                "an empty answer",
                row -> row.calls(n -> Hazard.Call.plays(List.of())).ends("incomplete", "story_incomplete", true));
    }

    private static void broken(List<EndingsRow> rows, String name, ModelScript.Step step) {
        broken(rows, name, step, "model_failed", true);
    }

    private static void broken(
            List<EndingsRow> rows, String name, ModelScript.Step step, String code, boolean retryable) {
        both(rows, name, row -> row.calls(n -> EndingsRow.wordsThen(step)).ends("failed", code, retryable));
    }

    private static ByteBuffer frame() {
        return FaultyAws.frame("event", ":event-type", "contentBlockStop", "{\"contentBlockIndex\":0}");
    }

    private static ByteBuffer damaged() {
        ByteBuffer frame = frame();
        frame.put(frame.limit() - 1, (byte) ~frame.get(frame.limit() - 1));
        return frame;
    }

    private static ByteBuffer half() {
        ByteBuffer frame = frame();
        return frame.limit(frame.limit() / 2);
    }

    private static ByteBuffer errorFrame() {
        return FaultyAws.frame("error", ":error-code", "InternalFailure", "{}");
    }

    private static void trueEnds(List<EndingsRow> rows) {
        ends(rows, "end_turn", "stop");
        ends(rows, "max_tokens", "length");
        ends(rows, "content_filtered", "content-filter");
        ends(rows, "guardrail_intervened", "content-filter");
    }

    private static void ends(List<EndingsRow> rows, String stopReason, String finishReason) {
        both(
                rows,
                "stops with " + stopReason,
                row -> row.calls(n -> Hazard.Call.plays(EndingsRow.story(stopReason)))
                        .last("other", "finish " + finishReason));
    }

    private static void time(List<EndingsRow> rows) {
        both(
                rows,
                "deadline of the invocation",
                row -> row.calls(n -> EndingsRow.endless())
                        .within(Duration.ofSeconds(8))
                        .ends("expired", "deadline_exceeded", true)
                        .stopsTheModel());
        both(
                rows,
                "silence before the first event",
                row -> row.calls(n -> EndingsRow.stalls(0, Hazard.SILENCE))
                        .set("STORY_FIRST_CHUNK_TIMEOUT_MS", "1500")
                        .ends("expired", "model_stalled", true)
                        .stopsTheModel());
        both(
                rows,
                "silence after words",
                row -> row.calls(n -> EndingsRow.stalls(3, Hazard.SILENCE))
                        .set("STORY_STALL_TIMEOUT_MS", "1500")
                        .ends("expired", "model_stalled", true)
                        .stopsTheModel());
    }

    private static void people(List<EndingsRow> rows) {
        both(
                rows,
                "stopped",
                row -> row.calls(n -> EndingsRow.endless())
                        .person(EndingsRow.Does.STOPS)
                        .ends("stopped", "stopped", false)
                        .last("error", "abort")
                        .stopsTheModel());
        both(
                rows,
                "client gone",
                row -> row.calls(n -> EndingsRow.endless())
                        .person(EndingsRow.Does.LEAVES)
                        .ends("gone", "", false)
                        .last("text", "")
                        .stopsTheModel());
        both(
                rows,
                "410 without its name, from post 3 on",
                row -> row.calls(n -> EndingsRow.endless())
                        .posts(n -> n < 3 ? Hazard.Post.ACCEPTED : Hazard.Post.refused(410, ""))
                        .ends("gone", "", false)
                        .last("text", "")
                        .stopsTheModel());
    }

    private static void posts(List<EndingsRow> rows) {
        lost(rows, "posts answered 429 from the 4th on", n -> n < 4 ? Hazard.Post.ACCEPTED : THROTTLED);
        lost(
                rows,
                "posts answered 500 from the 4th on",
                n -> n < 4 ? Hazard.Post.ACCEPTED : Hazard.Post.refused(500, "InternalServerException"));
        lost(
                rows,
                "posts answered 403 from the 4th on",
                n -> n < 4 ? Hazard.Post.ACCEPTED : Hazard.Post.refused(403, "ForbiddenException"));
        both(
                rows,
                "post 4 answered 403, later ones accepted",
                row -> row.calls(n -> EndingsRow.endless())
                        .posts(n -> n != 4 ? Hazard.Post.ACCEPTED : Hazard.Post.refused(403, "ForbiddenException"))
                        .ends("failed", "delivery_failed", true)
                        .stopsTheModel());
        both(
                rows,
                "posts 3 and 4 answered 429",
                row -> row.posts(n -> n == 3 || n == 4 ? THROTTLED.retryAfter("1") : Hazard.Post.ACCEPTED));
        both(
                rows,
                "posts 3 and 4 answered 500",
                row -> row.posts(n ->
                        n == 3 || n == 4 ? Hazard.Post.refused(500, "InternalServerException") : Hazard.Post.ACCEPTED));
        uncertain(rows, "post 4 delivered, but answered 500 by a stranger", Hazard.Post.deliveredBut(500, ""));
        uncertain(rows, "post 4 lost, and answered 502 by a stranger", Hazard.Post.refused(502, ""));
        uncertain(rows, "post 4 never answered", Hazard.Post.HANGS);
        both(
                rows,
                "posts never answered from the 4th on",
                row -> row.calls(n -> EndingsRow.endless())
                        .posts(n -> n < 4 ? Hazard.Post.ACCEPTED : Hazard.Post.HANGS)
                        .within(Duration.ofSeconds(7))
                        .ends("expired", "deadline_exceeded", true)
                        .last("text", "")
                        .stopsTheModel());
    }

    private static void lost(List<EndingsRow> rows, String name, IntFunction<Hazard.Post> answers) {
        both(
                rows,
                name,
                row -> row.calls(n -> EndingsRow.endless())
                        .posts(answers)
                        .ends("failed", "delivery_failed", true)
                        .last("text", "")
                        .stopsTheModel());
    }

    /** v2 posts again, and its client drops what comes twice; v1 cannot, and says that words are missing. */
    private static void uncertain(List<EndingsRow> rows, String name, Hazard.Post post) {
        both(rows, name, row -> {
            row.posts(n -> n == 4 ? post : Hazard.Post.ACCEPTED);
            if (!row.v2) {
                row.ends("failed", "delivery_failed", true);
            }
        });
    }

    private static void check(int number, EndingsRow row) throws Exception {
        Hazard hazard = new Hazard(row.calls, row.posts);
        try (FaultyRoad road = new FaultyRoad(hazard, row.settings, row.time);
                Person person = road.person()) {
            person.send(row.request);
            List<String> frames = new ArrayList<>(act(row, road, person));
            assertThat(road.answer()).contains("\"statusCode\":200").contains("Message processed...: $default");
            if (row.person != EndingsRow.Does.LEAVES) {
                frames.addAll(person.readAll());
            }
            Heard heard = Heard.of(frames, row.v2);
            List<JsonObject> receipts = road.log().stream()
                    .filter(line -> line.has("message")
                            && line.get("message").getAsString().equals("story ended"))
                    .toList();
            TABLE.put(number, line(row, heard, receipts, hazard));
            check(row, heard, receipts, hazard, road);
        }
    }

    private static List<String> act(EndingsRow row, FaultyRoad road, Person person) throws Exception {
        if (row.person == EndingsRow.Does.WAITS) {
            return List.of();
        }
        List<String> frames = person.readUntil(frame -> frame.contains("Once"));
        if (row.person == EndingsRow.Does.LEAVES) {
            person.leave();
        } else if (row.v2) {
            person.send("{\"type\":\"abort\",\"requestId\":\"r1\"}");
            assertThat(road.answer()).contains("Message processed");
        } else {
            road.handler().close(); // v1 has no word for it: only the end of the service stops its stories
        }
        return frames;
    }

    private static void check(EndingsRow row, Heard heard, List<JsonObject> receipts, Hazard hazard, FaultyRoad road)
            throws Exception {
        assertThat(road.moreAnswers()).isZero();
        assertThat(heard.last()).as("last frame").isEqualTo(row.last);
        assertThat(hazard.calls()).as("model calls").isEqualTo(row.modelCalls);
        assertThat(hazard.callsAfterWords()).isZero();
        assertThat(hazard.mostPostsAtOnce()).isLessThanOrEqualTo(1);
        assertThat(hazard.said()).startsWith(heard.text());
        if (row.wholeStory) {
            assertThat(heard.text()).isEqualTo(String.join("", EndingsRow.WORDS));
        }
        if (row.v2 && row.last.equals("error")) {
            assertThat(heard.code()).isEqualTo(row.code);
            assertThat(heard.retryable()).isEqualTo(row.retryable);
        }
        if (row.ending.isEmpty()) {
            assertThat(receipts).isEmpty();
            assertThat(road.log()).hasSize(1);
            assertThat(text(road.log().get(0), "code")).isEqualTo(row.code);
        } else {
            assertThat(receipts).hasSize(1);
            assertThat(text(receipts.get(0), "ending")).isEqualTo(row.ending);
            assertThat(text(receipts.get(0), "code")).isEqualTo(row.code);
        }
        if (row.modelToldToStop) {
            assertThat(hazard.awaitCallerLeft())
                    .as("the model's connection is closed")
                    .isTrue();
        }
    }

    private static String text(JsonObject json, String key) {
        return json.has(key) ? json.get(key).getAsString() : "";
    }

    private static String line(EndingsRow row, Heard heard, List<JsonObject> receipts, Hazard hazard) {
        String ending = receipts.size() == 1 ? text(receipts.get(0), "ending") : receipts.isEmpty() ? "–" : "SEVERAL";
        String last = heard.last().isEmpty() ? "none" : heard.last();
        String code = heard.code().isEmpty() ? "" : " `" + heard.code() + "`" + (heard.retryable() ? ", again" : "");
        return "| " + row.name + " | " + (row.v2 ? "v2" : "v1") + " | " + ending + " | " + last + code + " | "
                + hazard.calls() + " | " + hazard.posts() + " |";
    }

    @Test
    void aMessageOverTheGatewaysLimitClosesTheSocketAndReachesNobody() throws Exception {
        Hazard hazard = new Hazard(n -> EndingsRow.endless(), n -> Hazard.Post.ACCEPTED);
        try (FaultyRoad road = new FaultyRoad(hazard, Map.of(), Duration.ofSeconds(30));
                Person person = road.person()) {
            person.send("{\"storyType\":\"" + "x".repeat(140_000) + "\"}");

            assertThat(person.closeCode()).isEqualTo(1009);
            assertThat(hazard.calls() + hazard.posts()).isZero();
            TABLE.put(1_000, "| message over the gateway's limits | both | – | socket closed, 1009 | 0 | 0 |");
        }
    }
}
