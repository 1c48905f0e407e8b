package dev.storystreamer.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Each story has exactly one ending, whatever fails. Prints the table of docs/endings.md. */
class EndingsTest {

    private static final int AT_ONCE = 10;
    private static final Map<Integer, String> TABLE = new ConcurrentSkipListMap<>();

    @AfterAll
    static void printTheTable() {
        System.out.println("| what goes wrong | protocol | ending | last frame | model calls | posts |");
        System.out.println("|---|---|---|---|---|---|");
        TABLE.values().forEach(System.out::println);
    }

    @TestFactory
    Stream<DynamicTest> endsOnceAndAsExpected() {
        ExecutorService executor = Executors.newFixedThreadPool(AT_ONCE);
        List<EndingCase> cases = new ArrayList<>();
        ModelEndingCases.addTo(cases);
        DeliveryEndingCases.addTo(cases);
        List<Future<?>> checks = new ArrayList<>();
        for (int i = 0; i < cases.size(); i++) {
            int number = i;
            checks.add(executor.submit(() -> {
                check(number, cases.get(number));
                return null;
            }));
        }
        executor.shutdown();
        return Stream.iterate(0, i -> i < cases.size(), i -> i + 1)
                .map(i -> DynamicTest.dynamicTest(
                        cases.get(i).toString(), () -> checks.get(i).get()));
    }

    private static void check(int number, EndingCase row) throws Exception {
        FaultPlan faults = new FaultPlan(row.calls, row.posts, row.refusedFrame);
        try (FaultyDeployment deployment = new FaultyDeployment(faults, row.settings, row.timeLimit);
                TestUser user = deployment.user()) {
            user.send(row.request);
            List<String> frames = new ArrayList<>(act(row, deployment, user));
            assertThat(deployment.answer()).contains("\"statusCode\":200").contains("Message processed...: $default");
            if (row.client != EndingCase.ClientAction.DISCONNECT) {
                frames.addAll(user.readAll());
            }
            ReceivedFrames received = ReceivedFrames.of(frames, row.v2);
            List<JsonObject> receipts = deployment.log().stream()
                    .filter(line -> line.has("message")
                            && line.get("message").getAsString().equals("story ended"))
                    .toList();
            TABLE.put(number, line(row, received, receipts, faults));
            check(row, received, receipts, faults, deployment);
        }
    }

    private static List<String> act(EndingCase row, FaultyDeployment deployment, TestUser user) throws Exception {
        if (row.client == EndingCase.ClientAction.WAIT) {
            return List.of();
        }
        List<String> frames = user.readUntil(frame -> frame.contains("Once"));
        if (row.client == EndingCase.ClientAction.DISCONNECT) {
            user.disconnect();
        } else if (row.v2) {
            user.send("{\"type\":\"abort\",\"requestId\":\"r1\"}");
            assertThat(deployment.answer()).contains("Message processed");
        } else {
            deployment.handler().close(); // v1 has no abort: only closing the handler stops its stories
        }
        return frames;
    }

    private static void check(
            EndingCase row,
            ReceivedFrames received,
            List<JsonObject> receipts,
            FaultPlan faults,
            FaultyDeployment deployment)
            throws Exception {
        assertThat(deployment.moreAnswers()).isZero();
        assertThat(received.last()).as("last frame").isEqualTo(row.last);
        assertThat(faults.calls()).as("model calls").isEqualTo(row.modelCalls);
        assertThat(faults.callsAfterText()).isZero();
        assertThat(faults.awaitNoConcurrentPosts()).isTrue();
        assertThat(faults.modelText()).startsWith(received.text());
        if (row.wholeStory) {
            assertThat(received.text()).isEqualTo(String.join("", EndingCase.TEXTS));
        }
        if (row.v2 && row.last.equals("error")) {
            assertThat(received.code()).isEqualTo(row.code);
            assertThat(received.retryable()).isEqualTo(row.retryable);
        }
        if (row.ending.isEmpty()) {
            assertThat(receipts).isEmpty();
            assertThat(deployment.log()).hasSize(1);
            assertThat(text(deployment.log().get(0), "code")).isEqualTo(row.code);
        } else {
            assertThat(receipts).hasSize(1);
            assertThat(text(receipts.get(0), "ending")).isEqualTo(row.ending);
            assertThat(text(receipts.get(0), "code")).isEqualTo(row.code);
        }
        if (row.closesModelCall) {
            assertThat(faults.awaitCallClosed())
                    .as("the model's connection is closed")
                    .isTrue();
        }
    }

    private static String text(JsonObject json, String key) {
        return json.has(key) ? json.get(key).getAsString() : "";
    }

    private static String line(EndingCase row, ReceivedFrames received, List<JsonObject> receipts, FaultPlan faults) {
        String ending = receipts.size() == 1 ? text(receipts.get(0), "ending") : receipts.isEmpty() ? "–" : "SEVERAL";
        String last = received.last().isEmpty() ? "none" : received.last();
        String code =
                received.code().isEmpty() ? "" : " `" + received.code() + "`" + (received.retryable() ? ", again" : "");
        return "| " + row.name + " | " + (row.v2 ? "v2" : "v1") + " | " + ending + " | " + last + code + " | "
                + faults.calls() + " | " + faults.posts() + " |";
    }

    @Test
    void aMessageOverTheGatewaysLimitClosesTheConnectionAndIsNotForwarded() throws Exception {
        FaultPlan faults = new FaultPlan(n -> EndingCase.endless(), n -> FaultPlan.Post.ACCEPTED);
        try (FaultyDeployment deployment = new FaultyDeployment(faults, Map.of(), Duration.ofSeconds(30));
                TestUser user = deployment.user()) {
            user.send("{\"storyType\":\"" + "x".repeat(140_000) + "\"}");

            assertThat(user.closeCode()).isEqualTo(1009);
            assertThat(faults.calls() + faults.posts()).isZero();
            TABLE.put(1_000, "| message over the gateway's limits | both | – | socket closed, 1009 | 0 | 0 |");
        }
    }
}
