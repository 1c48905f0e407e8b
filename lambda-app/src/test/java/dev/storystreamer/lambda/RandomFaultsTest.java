package dev.storystreamer.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2WebSocketEvent;
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

/** A thousand stories, and for each what may go wrong, drawn by lot; all of it over real HTTP, on one handler. */
class RandomFaultsTest {

    private static final int STORIES = 1_000;
    private static final int AT_ONCE = 32;
    private static final int WARM_UP = 20;
    private static final long SEED = Long.getLong("story.seed", 20261122L);
    private static final Pattern NUMBER = Pattern.compile("(?:house |^story)(\\d+)");

    /** What the stand-in, the JDK and JUnit may start at any time. */
    private static final Pattern NOT_OURS = Pattern.compile(FaultyAws.THREADS
            + ".*|random-faults.*|HttpClient-.*|ForkJoinPool.*|junit.*|surefire.*|CompletableFutureDelay.*|"
            + "Attach Listener|process reaper.*|Common-Cleaner|Thread-\\d+|aws-local.*|qtp.*");

    private final Map<Integer, RandomHazards> stories = new ConcurrentHashMap<>();

    @Test
    void losesDoublesAndMovesNoWordAndEndsEachStoryOnceAndLeavesNothingBehind() throws Exception {
        try (FaultyAws aws =
                new FaultyAws(this::hazardOf, (connectionId, frame) -> CompletableFuture.completedFuture(200))) {
            try (StoryHandler handler = new StoryHandler(environment(aws))) {
                tellAll(handler, 0, WARM_UP); // so that what is started once has been started
            }
            Set<String> threadsBefore = threads();

            Map<String, Integer> endings;
            try (StoryHandler handler = new StoryHandler(environment(aws))) {
                endings = tellAll(handler, WARM_UP, STORIES);
                await("every request is answered to its end", () -> aws.openExchanges() == 0);
                assertThat(aws.connections())
                        .as("connections kept for the next stories")
                        .isLessThanOrEqualTo(2 * AT_ONCE);
            }

            await("every connection is closed", () -> aws.connections() == 0);
            await("no thread is left: " + threadsBefore, () -> threadsBefore.containsAll(threads()));
            System.out.println(STORIES + " stories, seed " + SEED + ": " + endings);
            assertThat(endings.keySet())
                    .containsExactly("expired", "failed", "finished", "gone", "incomplete", "stopped");
        }
    }

    private Hazard hazardOf(String text) {
        Matcher number = NUMBER.matcher(text);
        if (!number.find()) {
            throw new AssertionError("of no story: " + text);
        }
        return stories.get(Integer.parseInt(number.group(1))).hazard();
    }

    private static Map<String, String> environment(FaultyAws aws) {
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

    private Map<String, Integer> tellAll(StoryHandler handler, int from, int to) throws Exception {
        ExecutorService invocations = Executors.newFixedThreadPool(AT_ONCE, task -> new Thread(task, "random-faults"));
        List<Future<String>> told = new ArrayList<>();
        for (int i = from; i < to + from; i++) {
            RandomHazards story = RandomHazards.draw(SEED, i);
            stories.put(i, story);
            told.add(invocations.submit(() -> tell(handler, story)));
        }
        Map<String, Integer> endings = new TreeMap<>();
        for (Future<String> each : told) {
            endings.merge(each.get(3, TimeUnit.MINUTES), 1, Integer::sum);
        }
        invocations.shutdown();
        assertThat(invocations.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        return endings;
    }

    private static String tell(StoryHandler handler, RandomHazards story) {
        RecordingContext context = new RecordingContext(story.timeLeft());
        if (story.stopsAfter() > 0) {
            CompletableFuture.delayedExecutor(story.stopsAfter(), TimeUnit.MILLISECONDS)
                    .execute(() -> handler.handleRequest(
                            event(story, "{\"type\":\"abort\",\"requestId\":\"r1\"}"), new RecordingContext()));
        }
        APIGatewayV2WebSocketResponse answer = handler.handleRequest(event(story, story.request()), context);
        String name = "story " + story.number() + " of seed " + SEED;
        assertThat(answer.getStatusCode()).as(name).isEqualTo(200);
        List<JsonObject> receipts =
                context.jsonLines().stream().filter(line -> line.has("message")).toList();
        assertThat(receipts).as(name).hasSize(1);
        assertThat(receipts.get(0).get("message").getAsString()).as(name).isEqualTo("story ended");
        String ending = receipts.get(0).get("ending").getAsString();
        check(name + ", " + story.hazard().posts() + " posts, " + receipts.get(0), story, ending);
        return ending;
    }

    private static void check(String name, RandomHazards story, String ending) {
        Hazard hazard = story.hazard();
        Heard heard = Heard.of(hazard.delivered(), story.v2());
        assertThat(hazard.said()).as(name).startsWith(heard.text());
        assertThat(hazard.mostPostsAtOnce()).as(name).isLessThanOrEqualTo(1);
        assertThat(hazard.callsAfterWords()).as(name).isZero();
        assertThat(hazard.calls()).as(name).isLessThanOrEqualTo(4);
        if (story.harmless()) {
            assertThat(ending).as(name).isEqualTo("finished");
        }
        if (ending.equals("finished")) {
            assertThat(heard.text()).as(name).isEqualTo(hazard.said());
            assertThat(story.stopSaid()).as(name).isTrue();
            assertThat(heard.last()).as(name).startsWith(story.v2() ? "finish" : "other");
        } else if (story.postsGoWell()) {
            assertThat(heard.last()).as(name).isEqualTo(ending.equals("stopped") ? "abort" : "error");
        }
    }

    private static APIGatewayV2WebSocketEvent event(RandomHazards story, String body) {
        APIGatewayV2WebSocketEvent event = new APIGatewayV2WebSocketEvent();
        APIGatewayV2WebSocketEvent.RequestContext request = new APIGatewayV2WebSocketEvent.RequestContext();
        request.setRouteKey("$default");
        request.setConnectionId(story.connectionId());
        request.setRequestId("request-1=");
        event.setRequestContext(request);
        event.setBody(body);
        return event;
    }

    private static Set<String> threads() {
        Set<String> names = new TreeSet<>();
        Thread.getAllStackTraces().keySet().stream()
                .map(thread -> thread.getName() + " " + thread.getId())
                .filter(name -> !NOT_OURS.matcher(name.substring(0, name.lastIndexOf(' ')))
                        .matches())
                .forEach(names::add);
        return names;
    }

    /** Looks again and again, for there is nobody who would call. */
    private static void await(String what, BooleanSupplier wish) throws InterruptedException {
        long giveUpAt = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!wish.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(giveUpAt);
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }
}
