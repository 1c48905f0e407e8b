package dev.storystreamer.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storystreamer.core.testkit.ManualScheduler;
import dev.storystreamer.core.testkit.RecordingClientSink;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

/**
 * Holds the relay against the law of delivery under random interleavings of deltas, accepted and refused posts, failures,
 * stops, time and an executor that runs its tasks late. Every interleaving follows from its seed alone.
 */
class StoryRelayLawTest {

    private static final int STORIES_PER_REPETITION = 500;
    private static final int MOST_STEPS = 4_000;

    @RepeatedTest(20)
    void everyInterleavingKeepsTheLaw(RepetitionInfo repetition) {
        for (int i = 0; i < STORIES_PER_REPETITION; i++) {
            long seed = repetition.getCurrentRepetition() * 1_000_003L + i;
            new Interleaving(seed).run();
        }
    }

    /** One story, and everything that can happen to it. */
    private static final class Interleaving {

        private final long seed;
        private final Random random;
        private final HandDrivenModel model = new HandDrivenModel();
        private final RecordingClientSink client = RecordingClientSink.answeredByHand();
        private final ManualScheduler scheduler = new ManualScheduler();
        private final Deque<Runnable> tasks = new ArrayDeque<>();
        private final List<StoryChunk> said = new ArrayList<>();
        private final RelayOptions options;
        private final int trouble;
        private StorySession story;
        private boolean stopSaid;
        private boolean refused;

        Interleaving(long seed) {
            this.seed = seed;
            this.random = new Random(seed);
            this.trouble = random.nextInt(4); // 0: a quiet story, every thing goes well
            this.options = RelayOptions.DEFAULTS
                    .withMinPostInterval(random.nextInt(3) == 0 ? Duration.ofMillis(50) : Duration.ZERO)
                    .withMaxWaitingChars(random.nextBoolean() ? 40 : 1 << 20);
        }

        void run() {
            if (random.nextInt(5) == 0) {
                model.answerLate();
            }
            story = new StoryRelay(model, scheduler, random, options)
                    .start(StoryRequest.about("CATS"), client, Duration.ofMinutes(5), tasks::add);
            for (int step = 0; step < MOST_STEPS && !isOver(); step++) {
                step();
            }
            if (!isOver()) {
                scheduler.advance(Duration.ofMinutes(5)); // nobody is left waiting for ever
                runTasks();
            }
            check();
        }

        private boolean isOver() {
            return story.receipt().toCompletableFuture().isDone();
        }

        private void step() {
            int dice = random.nextInt(100);
            if (dice < 45) {
                modelActs();
            } else if (dice < 75) {
                clientAnswers();
            } else if (dice < 93) {
                runOneTask();
            } else if (dice < 99) {
                scheduler.advance(Duration.ofMillis(random.nextInt(trouble == 3 ? 8_000 : 40)));
            } else if (trouble == 2 && random.nextInt(4) == 0) {
                story.stop();
            }
        }

        private void modelActs() {
            if (model.calls.isEmpty()) {
                return;
            }
            HandDrivenModel.Call call = model.call();
            if (!call.answered()) {
                call.answer();
            } else if (call.cancels == 0 && !call.over) {
                speak(call);
            }
        }

        private void speak(HandDrivenModel.Call call) {
            if (stopSaid && random.nextInt(4) == 0) {
                call.complete();
                return;
            }
            if (trouble > 0 && random.nextInt(60) == 0) {
                breakOff(call);
                return;
            }
            if (call.demand > 0) {
                StoryChunk chunk = nextChunk();
                said.add(chunk);
                call.say(chunk);
            }
        }

        private void breakOff(HandDrivenModel.Call call) {
            if (random.nextBoolean()) {
                call.complete();
            } else {
                LlmException.Reason[] reasons = LlmException.Reason.values();
                call.fail(reasons[random.nextInt(reasons.length)]);
            }
        }

        private StoryChunk nextChunk() {
            int dice = random.nextInt(40);
            if (dice < 30) {
                return new StoryChunk.Text(words());
            } else if (dice < 33) {
                return new StoryChunk.Reasoning(words());
            } else if (dice < 35) {
                return new StoryChunk.Unknown("?");
            } else if (dice < 36) {
                return new StoryChunk.EmptyDelta();
            } else if (dice < 38) {
                return new StoryChunk.BlockEnd();
            }
            stopSaid = true;
            return new StoryChunk.Stop(StopReason.END_TURN);
        }

        private String words() {
            return switch (random.nextInt(12)) {
                case 0 -> "";
                case 1 -> "\uD83D";
                case 2 -> "\uDE00";
                case 3 -> random.nextInt(10) == 0 ? "lorem\"\u0001 😀".repeat(4_000) : " long words";
                default -> " w" + said.size();
            };
        }

        private void clientAnswers() {
            if (client.waiting() == 0) {
                return;
            }
            if (trouble == 1 && random.nextInt(25) == 0) {
                refused = true;
                client.refuse(
                        random.nextBoolean()
                                ? new ClientGoneException("410", ClientSink.Delivery.NONE, null)
                                : new ClientSinkException("500", new ClientSink.Delivery(0, 0, 1), null));
            } else {
                client.accept();
            }
        }

        private void runOneTask() {
            Runnable task = tasks.poll();
            if (task != null) {
                task.run();
            }
        }

        private void runTasks() {
            while (!tasks.isEmpty()) {
                runOneTask();
            }
        }

        private void check() {
            assertThat(story.receipt().toCompletableFuture())
                    .as("seed %d", seed)
                    .isCompleted();
            Receipt receipt = story.receipt().toCompletableFuture().join();
            int sent = client.messages().size();
            model.calls.stream().filter(call -> !call.answered()).forEach(HandDrivenModel.Call::answer);
            runTasks();
            while (client.waiting() > 0) {
                client.accept();
            }
            scheduler.advance(Duration.ofMinutes(10));
            runTasks();

            assertThat(client.messages())
                    .as("seed %d: nothing after the end", seed)
                    .hasSize(sent);
            assertThat(client.mostAtOnce()).as("seed %d: posts at once", seed).isEqualTo(1);
            assertThat(scheduler.pending())
                    .as("seed %d: timers left behind", seed)
                    .isZero();
            assertThat(model.calls.stream().allMatch(call -> call.over || call.cancels == 1))
                    .as("seed %d: no call of the model is left open", seed)
                    .isTrue();
            checkMessages(receipt);
        }

        private void checkMessages(Receipt receipt) {
            List<ClientMessage> messages = client.messages();
            List<String> expected = flattened(said.stream()
                    .flatMap(chunk -> ClientMessage.of(chunk).stream())
                    .toList());
            assertThat(messages.get(0)).as("seed %d", seed).isEqualTo(new ClientMessage.Opened());
            List<ClientMessage> endings = messages.stream()
                    .filter(ClientMessage.Ended.class::isInstance)
                    .toList();
            List<String> told = flattened(messages.subList(1, messages.size() - endings.size()));
            String all = String.join("", expected);
            assertThat(all).as("seed %d: a true prefix, in order", seed).startsWith(String.join("", told));
            if (!endings.isEmpty()) {
                assertThat(endings).as("seed %d: one ending", seed).hasSize(1);
                assertThat(messages.get(messages.size() - 1))
                        .as("seed %d: it is last", seed)
                        .isEqualTo(endings.get(0));
            }
            checkEnding(receipt, endings, all.equals(String.join("", told)));
        }

        private void checkEnding(Receipt receipt, List<ClientMessage> endings, boolean allTold) {
            Ending ending = receipt.ending();
            if (ending == Ending.FINISHED) {
                assertThat(stopSaid)
                        .as("seed %d: finished means that the model said so", seed)
                        .isTrue();
            }
            if (ending == Ending.FINISHED || (ending == Ending.INCOMPLETE && !refused)) {
                assertThat(allTold)
                        .as("seed %d: %s means that all was told", seed, ending)
                        .isTrue();
            }
            if (ending == Ending.GONE) {
                assertThat(refused).as("seed %d", seed).isTrue();
                assertThat(receipt.errorCode()).as("seed %d", seed).isEmpty();
            } else if (receipt.duration().compareTo(Duration.ofMinutes(4)) < 0) {
                assertThat(endings).as("seed %d: %s is told", seed, ending).hasSize(1);
            }
            if (trouble == 0 && receipt.errorCode().isEmpty()) {
                assertThat(ending).as("seed %d: a quiet story", seed).isEqualTo(Ending.FINISHED);
            }
        }

        /** One entry for each run of words or other message, so that joined and split words compare equal. */
        private static List<String> flattened(List<ClientMessage> messages) {
            List<String> flat = new ArrayList<>();
            String last = "";
            for (ClientMessage message : messages) {
                if (message instanceof ClientMessage.Text text) {
                    flat.add(last.equals("T") ? text.text() : "<T>" + text.text());
                    last = "T";
                } else if (message instanceof ClientMessage.Reasoning reasoning) {
                    flat.add(last.equals("R") ? reasoning.text() : "<R>" + reasoning.text());
                    last = "R";
                } else {
                    flat.add("<" + message + ">");
                    last = "O";
                }
            }
            return flat;
        }
    }
}
