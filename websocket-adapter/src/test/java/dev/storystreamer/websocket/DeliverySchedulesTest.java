package dev.storystreamer.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storystreamer.core.ClientSink;
import dev.storystreamer.core.Ending;
import dev.storystreamer.core.LlmException;
import dev.storystreamer.core.Receipt;
import dev.storystreamer.core.RelayOptions;
import dev.storystreamer.core.StopReason;
import dev.storystreamer.core.StoryChunk;
import dev.storystreamer.core.StoryRelay;
import dev.storystreamer.core.StoryRequest;
import dev.storystreamer.core.StorySession;
import dev.storystreamer.core.testkit.ManualScheduler;
import dev.storystreamer.protocol.StoryFrames;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/**
 * Relays, frames and posts stories in virtual time, under random schedules: slow, throttled, refused, lost and unanswered
 * posts, also near the deadline; models that fail, fall silent or send no words; errors of the HTTP client; stops. The
 * seed determines a schedule.
 */
class DeliverySchedulesTest {

    private static final int SCHEDULES = 10_000;
    private static final long SEED = 20_261_128;

    @Test
    void losesNothingRepeatsNothingAndEndsEachStory() {
        Map<Ending, Integer> endings = new EnumMap<>(Ending.class);
        for (int i = 0; i < SCHEDULES; i++) {
            long seed = SEED + i;
            try {
                endings.merge(new Schedule(seed).run(), 1, Integer::sum);
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("schedule " + seed, e);
            }
        }
        System.out.println(SCHEDULES + " schedules from seed " + SEED + ": " + endings);
        assertThat(endings.keySet()).containsExactlyInAnyOrder(Ending.values());
    }

    /** Which posts may fail. */
    private enum Faults {
        NONE,
        TEXT,
        ALL
    }

    private static final class Schedule {

        /** Of one post: the last message of protocol 2 has three frames and most of the reserve. */
        private static final int MAX_MILLIS = 450;

        private static final Duration AMPLE = Duration.ofMinutes(1);

        private final Random random;
        private final ManualScheduler time = new ManualScheduler();
        private final List<LocalHttpClient.Post> posts = new ArrayList<>();
        private final VirtualModel model;
        private final VirtualClient client;
        private final Duration timeLeft;
        private final Faults faults;
        private final int slowness;
        private final boolean v2;
        private boolean modelStops;
        private boolean stopped;
        private boolean gone;
        private int postsAtTheEnd;
        private int framesAtTheEnd;
        private int words;

        Schedule(long seed) {
            random = new Random(seed);
            v2 = random.nextBoolean();
            client = new VirtualClient(v2);
            faults = List.of(Faults.values()).get(random.nextInt(3));
            slowness = pick(5, 40, MAX_MILLIS);
            timeLeft = random.nextInt(3) == 0 ? Duration.ofMillis(2_400 + random.nextInt(3_000)) : AMPLE;
            model = new VirtualModel(time, this::script);
        }

        private int pick(int... values) {
            return values[random.nextInt(values.length)];
        }

        Ending run() {
            RelayOptions options = RelayOptions.DEFAULTS
                    .withMinPostInterval(Duration.ofMillis(pick(0, 0, 50)))
                    .withSilence(Duration.ofSeconds(20), Duration.ofSeconds(5));
            ClientSink sink = new LocalHttpClient(this::receive)
                    .connections(time, PostOptions.DEFAULTS)
                    .sink("c", v2 ? StoryFrames.v2("r1", "m1", "request-1", false) : StoryFrames.v1("request-1"));
            StorySession story = new StoryRelay(model, time, random, options)
                    .start(StoryRequest.about("CATS"), sink, timeLeft, Runnable::run);
            stopped = random.nextInt(10) == 0;
            if (stopped) {
                time.schedule(story::stop, Duration.ofMillis(random.nextInt(1_000)));
            }
            var receipt = story.receipt().toCompletableFuture();
            CompletableFuture<Void> checked = receipt.thenAccept(this::checkAtTheReceipt);
            time.advance(timeLeft);
            assertThat(receipt).as("the receipt, in time").isCompleted();
            checked.join();
            check(receipt.join());
            return receipt.join().ending();
        }

        // The model.

        private VirtualModel.Script script(int call) {
            boolean fails = random.nextInt(3) == 0;
            List<VirtualModel.Step> steps = new ArrayList<>();
            int count = fails && random.nextInt(3) == 0 ? 0 : random.nextInt(40);
            int interval = pick(0, 2, 20, 200);
            for (int i = 0; i < count; i++) {
                steps.add(new VirtualModel.Step(
                        Duration.ofMillis(interval == 0 ? 0 : random.nextInt(2 * interval)), chunk()));
            }
            if (fails) {
                return random.nextInt(3) == 0
                        ? new VirtualModel.Script(steps, end(), null)
                        : new VirtualModel.Script(steps, VirtualModel.End.FAILS, reason());
            }
            modelStops = true;
            steps.add(new VirtualModel.Step(Duration.ZERO, new StoryChunk.BlockEnd()));
            steps.add(new VirtualModel.Step(Duration.ZERO, new StoryChunk.Stop(StopReason.END_TURN)));
            return new VirtualModel.Script(steps, VirtualModel.End.COMPLETES, null);
        }

        private VirtualModel.End end() {
            return random.nextBoolean() ? VirtualModel.End.COMPLETES : VirtualModel.End.FALLS_SILENT;
        }

        private LlmException.Reason reason() {
            List<LlmException.Reason> reasons = List.of(LlmException.Reason.values());
            return reasons.get(random.nextInt(reasons.size()));
        }

        private StoryChunk chunk() {
            return switch (random.nextInt(16)) {
                case 0 -> new StoryChunk.EmptyDelta();
                case 1 -> new StoryChunk.Text("");
                case 2 -> new StoryChunk.Reasoning("hidden");
                case 3 -> new StoryChunk.Unknown("?");
                case 4 -> new StoryChunk.Text(("é" + words++ + " ").repeat(random.nextInt(12_000)));
                default -> new StoryChunk.Text(" word" + words++);
            };
        }

        // The gateway.

        private void receive(LocalHttpClient.Post post) {
            if (faults == Faults.ALL && random.nextInt(60) == 0) {
                throw new OutOfMemoryError("scripted");
            }
            assertNoPostInProgress();
            posts.add(post);
            Duration delay = Duration.ofMillis(1 + random.nextInt(slowness));
            time.schedule(() -> answer(post), delay);
        }

        private void assertNoPostInProgress() {
            assertThat(posts).as("posts").allMatch(LocalHttpClient.Post::isEnded);
        }

        private void answer(LocalHttpClient.Post post) {
            boolean mayFail = faults == Faults.ALL || (faults == Faults.TEXT && isText(post.body()));
            if (post.isAborted()) {
                return;
            }
            if (gone) {
                post.answer(410);
            } else if (mayFail && random.nextInt(4) == 0) {
                fail(post);
            } else {
                client.receive(post.body());
                post.answer(200);
            }
        }

        private static boolean isText(String frame) {
            return frame.contains("\"type\":\"text\"") || frame.contains("\"type\":\"text-delta\"");
        }

        private void fail(LocalHttpClient.Post post) {
            switch (random.nextInt(10)) {
                case 0 -> {
                    gone = true;
                    post.answer(410);
                }
                case 1 -> post.answer(403, "ForbiddenException");
                case 2 -> post.answer(502); // of a proxy: not delivered
                case 3 -> { // of a proxy: delivered
                    client.receive(post.body());
                    post.answer(502);
                }
                case 4 -> {} // never answered
                case 5, 6 -> post.answer(500, "InternalServerException");
                default -> post.answer(429, "LimitExceededException");
            }
        }

        // What holds.

        private void checkAtTheReceipt(Receipt receipt) {
            postsAtTheEnd = posts.size();
            framesAtTheEnd = client.frames().size();
            assertThat(receipt.duration()).isLessThanOrEqualTo(timeLeft);
            assertNoPostInProgress();
        }

        private void check(Receipt receipt) {
            time.advance(Duration.ofMinutes(10));
            assertThat(posts).as("posts after the receipt").hasSize(postsAtTheEnd);
            assertThat(client.frames()).as("frames after the receipt").hasSize(framesAtTheEnd);
            assertThat(time.pending()).as("timers").isZero();
            assertThat(model.isClosed()).as("the model's calls are closed").isTrue();
            assertThat(model.text()).as("the model's text").startsWith(client.text());
            Ending ending = receipt.ending();
            if (ending == Ending.FINISHED) {
                assertThat(client.text()).isEqualTo(model.text());
                assertThat(client.ended()).isEqualTo(v2 ? "finish" : "");
            } else if (ending == Ending.GONE) {
                assertThat(gone).isTrue();
            } else if (faults != Faults.ALL) {
                assertThat(client.ended())
                        .as("the ending of a client that could get it: %s", receipt)
                        .isIn("error", "abort");
            }
            if (client.ended().equals("finish") && faults != Faults.ALL) {
                assertThat(ending).isEqualTo(Ending.FINISHED);
            }
            if (modelStops && !stopped && faults == Faults.NONE && timeLeft.equals(AMPLE)) {
                assertThat(ending).as("a story without faults: %s", receipt).isEqualTo(Ending.FINISHED);
            }
        }
    }
}
