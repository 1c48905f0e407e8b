package dev.storystreamer.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2WebSocketResponse;
import com.google.gson.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Runs a thousand stories with random faults on one handler, over real HTTP. */
class RandomFaultsTest {

    private static final int STORIES = 1_000;
    private static final int AT_ONCE = 32;
    private static final int WARM_UP = 20;
    private static final long SEED = Long.getLong("story.seed", 20261122L);
    private static final Pattern NUMBER = Pattern.compile("(?:house |^story)(\\d+)");

    /** Threads of the test server, the JDK and JUnit. */
    private static final Pattern OTHER_THREADS = Pattern.compile(FaultyAwsServer.THREADS
            + ".*|random-faults.*|HttpClient-.*|ForkJoinPool.*|junit.*|surefire.*|CompletableFutureDelay.*|"
            + "Attach Listener|process reaper.*|Common-Cleaner|Thread-\\d+|aws-local.*|qtp.*");

    private final Map<Integer, RandomFaults> stories = new ConcurrentHashMap<>();

    @Test
    void deliversEachTextOnceInOrderEndsEachStoryOnceAndLeaksNothing() throws Exception {
        try (FaultyAwsServer aws =
                new FaultyAwsServer(this::faultsOf, (connectionId, frame) -> CompletableFuture.completedFuture(200))) {
            try (StoryHandler handler = new StoryHandler(environment(aws))) {
                runAll(handler, 0, WARM_UP); // starts what the process starts once
            }
            Set<String> threadsBefore = threads();

            Map<String, Integer> endings;
            try (StoryHandler handler = new StoryHandler(environment(aws))) {
                endings = runAll(handler, WARM_UP, STORIES);
                await("every request is completely answered", () -> aws.openExchanges() == 0);
                assertThat(aws.connections())
                        .as("connections kept for the next stories")
                        .isLessThanOrEqualTo(2 * AT_ONCE);
            }

            await("every connection is closed", () -> aws.connections() == 0);
            await("no thread is left, except: " + threadsBefore, () -> threadsBefore.containsAll(threads()));
            System.out.println(STORIES + " stories, seed " + SEED + ": " + endings);
            assertThat(endings.keySet())
                    .containsExactly("expired", "failed", "finished", "gone", "incomplete", "stopped");
        }
    }

    private FaultPlan faultsOf(String text) {
        Matcher number = NUMBER.matcher(text);
        if (!number.find()) {
            throw new AssertionError("not of any story: " + text);
        }
        return stories.get(Integer.parseInt(number.group(1))).faults();
    }

    private static Map<String, String> environment(FaultyAwsServer aws) {
        return Map.of(
                "STORY_MODEL_ID", "global.amazon.nova-2-lite-v1:0",
                "STORY_CALLBACK_URL", aws.endpoint() + "/prod",
                "STORY_FIRST_CHUNK_TIMEOUT_MS", "8000",
                "STORY_STALL_TIMEOUT_MS", "4000",
                "AWS_ENDPOINT_URL_BEDROCK_RUNTIME", aws.endpoint().toString(),
                "AWS_REGION", "us-east-1",
                "AWS_ACCESS_KEY_ID", "AKIDLOCAL",
                "AWS_SECRET_ACCESS_KEY", "local-secret");
    }

    private Map<String, Integer> runAll(StoryHandler handler, int from, int to) throws Exception {
        ExecutorService invocations = Executors.newFixedThreadPool(AT_ONCE, task -> new Thread(task, "random-faults"));
        List<Future<String>> results = new ArrayList<>();
        for (int i = from; i < to + from; i++) {
            RandomFaults story = RandomFaults.generate(SEED, i);
            stories.put(i, story);
            results.add(invocations.submit(() -> run(handler, story)));
        }
        Map<String, Integer> endings = new TreeMap<>();
        for (Future<String> each : results) {
            endings.merge(each.get(3, TimeUnit.MINUTES), 1, Integer::sum);
        }
        invocations.shutdown();
        assertThat(invocations.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        return endings;
    }

    private static String run(StoryHandler handler, RandomFaults story) throws InterruptedException {
        RecordingContext context = new RecordingContext(story.timeLeft());
        if (story.stopsAfter() > 0) {
            CompletableFuture.delayedExecutor(story.stopsAfter(), TimeUnit.MILLISECONDS)
                    .execute(() -> handler.handleRequest(
                            TestEvents.message(story.connectionId(), "{\"type\":\"abort\",\"requestId\":\"r1\"}"),
                            new RecordingContext()));
        }
        APIGatewayV2WebSocketResponse answer =
                handler.handleRequest(TestEvents.message(story.connectionId(), story.request()), context);
        String name = "story " + story.number() + " of seed " + SEED;
        assertThat(answer.getStatusCode()).as(name).isEqualTo(200);
        List<JsonObject> receipts =
                context.jsonLines().stream().filter(line -> line.has("message")).toList();
        assertThat(receipts).as(name).hasSize(1);
        assertThat(receipts.get(0).get("message").getAsString()).as(name).isEqualTo("story ended");
        String ending = receipts.get(0).get("ending").getAsString();
        check(name + ", " + story.faults().posts() + " posts, " + receipts.get(0), story, ending);
        return ending;
    }

    private static void check(String name, RandomFaults story, String ending) throws InterruptedException {
        FaultPlan faults = story.faults();
        ReceivedFrames received = ReceivedFrames.of(faults.delivered(), story.v2());
        assertThat(faults.modelText()).as(name).startsWith(received.text());
        assertThat(faults.awaitNoConcurrentPosts()).as(name).isTrue();
        assertThat(faults.callsAfterText()).as(name).isZero();
        assertThat(faults.calls()).as(name).isLessThanOrEqualTo(4);
        if (story.harmless()) {
            assertThat(ending).as(name).isEqualTo("finished");
        }
        if (ending.equals("finished")) {
            assertThat(received.text()).as(name).isEqualTo(faults.modelText());
            assertThat(story.modelStops()).as(name).isTrue();
            assertThat(received.last()).as(name).startsWith(story.v2() ? "finish" : "other");
        } else if (story.postsSucceed()) {
            assertThat(received.last()).as(name).isEqualTo(ending.equals("stopped") ? "abort" : "error");
        }
    }

    private static Set<String> threads() {
        Set<String> names = new TreeSet<>();
        Thread.getAllStackTraces().keySet().stream()
                .map(thread -> thread.getName() + " " + thread.getId())
                .filter(name -> !OTHER_THREADS
                        .matcher(name.substring(0, name.lastIndexOf(' ')))
                        .matches())
                .forEach(names::add);
        return names;
    }

    /** Polls, because nothing reports the change. */
    private static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long giveUpAt = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(giveUpAt);
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }
}
