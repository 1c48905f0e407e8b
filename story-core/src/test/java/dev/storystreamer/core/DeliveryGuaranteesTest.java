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
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

/**
 * Checks the delivery guarantees of {@link StoryRelay} under random interleavings of deltas, accepted and refused posts,
 * failures, errors, stops, time and an executor that runs its tasks late. The seed determines the interleaving.
 */
class DeliveryGuaranteesTest {

    private static final int STORIES_PER_REPETITION = 500;
    private static final int MAX_STEPS = 4_000;

    @RepeatedTest(20)
    void hold(RepetitionInfo repetition) {
        for (int i = 0; i < STORIES_PER_REPETITION; i++) {
            long seed = repetition.getCurrentRepetition() * 1_000_003L + i;
            new Interleaving(seed).run();
        }
    }

    /** One story and its random events. */
    private static final class Interleaving {

        /** What goes wrong; the model may fail in all cases except NONE. */
        private enum Trouble {
            NONE,
            POSTS,
            STOP,
            TIME,
            /** Little time is left, posts are slow and some peers silent. */
            DEADLINE,
            /** Collaborators throw errors. */
            ERRORS
        }

        private static final Duration LITTLE_TIME = Duration.ofSeconds(4);

        private final long seed;
        private final Random random;
        private final ManualLlmStream model = new ManualLlmStream();
        private final RecordingClientSink client = RecordingClientSink.answeringManually();
        private final ManualScheduler scheduler = new ManualScheduler();
        private final Deque<Runnable> tasks = new ArrayDeque<>();
        private final List<StoryChunk> emitted = new ArrayList<>();
        private final RelayOptions options;
        private final Trouble trouble;
        private StorySession story;
        private CompletableFuture<Receipt> receiptOfStory;
        private boolean stopEmitted;
        private boolean refused;
        private int framesAtTheEnd;
        private int inFlightAtTheEnd;

        Interleaving(long seed) {
            this.seed = seed;
            this.random = new Random(seed);
            this.trouble = Trouble.values()[random.nextInt(Trouble.values().length)];
            RelayOptions interval = RelayOptions.DEFAULTS.withMinPostInterval(
                    random.nextInt(3) == 0 ? Duration.ofMillis(50) : Duration.ZERO);
            this.options = StoryRelayFixture.withMaxWaiting(
                    interval, random.nextBoolean() ? 40 : 1 << 20, random.nextInt(3) == 0 ? 5 : 1 << 14);
            if (random.nextBoolean()) {
                client.inFramesOf(random.nextBoolean() ? 5 : 100);
            }
            if (trouble == Trouble.DEADLINE || random.nextBoolean()) {
                client.withDeadlinesOf(scheduler);
            }
        }

        private Duration timeLeft() {
            return trouble == Trouble.DEADLINE ? LITTLE_TIME : Duration.ofMinutes(5);
        }

        /** Throws an error now and then, in the name of a collaborator. */
        private void perhapsThrow() {
            if (trouble == Trouble.ERRORS && random.nextInt(40) == 0) {
                refused = true;
                throw new OutOfMemoryError("scripted");
            }
        }

        private Transmission send(ClientMessage message, Duration time) {
            if (!client.messages().isEmpty()) {
                perhapsThrow();
            }
            return client.send(message, time);
        }

        private void execute(Runnable task) {
            perhapsThrow();
            if (trouble == Trouble.DEADLINE) {
                task.run();
            } else {
                tasks.add(task);
            }
        }

        void run() {
            if (random.nextInt(5) == 0) {
                model.delayOnSubscribe();
            }
            story = new StoryRelay(model, scheduler, random, options)
                    .start(StoryRequest.about("CATS"), this::send, timeLeft(), this::execute);
            receiptOfStory = story.receipt().toCompletableFuture();
            for (int step = 0; step < MAX_STEPS && !isOver(); step++) {
                step();
            }
            if (!isOver()) {
                scheduler.advance(Duration.ofMinutes(5)); // every story ends by its deadline
                runTasks();
            }
            check();
        }

        private boolean isOver() {
            return receiptOfStory.isDone();
        }

        private void step() {
            int dice = random.nextInt(100);
            if (dice < 45) {
                advanceModel();
            } else if (dice < 75) {
                answerPost();
            } else if (dice < 93) {
                runOneTask();
            } else if (dice < 99) {
                scheduler.advance(Duration.ofMillis(random.nextInt(
                        switch (trouble) {
                            case TIME -> 8_000;
                            case DEADLINE -> 900;
                            default -> 40;
                        })));
            } else if (trouble == Trouble.STOP && random.nextInt(4) == 0) {
                story.stop();
            }
        }

        private void advanceModel() {
            if (model.calls.isEmpty()) {
                return;
            }
            ManualLlmStream.Call call = model.call();
            if (!call.isSubscribed()) {
                call.signalOnSubscribe();
            } else if (call.cancels == 0 && !call.ended) {
                emitNext(call);
            }
        }

        private void emitNext(ManualLlmStream.Call call) {
            if (stopEmitted && random.nextInt(4) == 0) {
                call.complete();
                return;
            }
            if (trouble != Trouble.NONE && random.nextInt(60) == 0) {
                endEarly(call);
                return;
            }
            if (call.demand > 0) {
                StoryChunk chunk = nextChunk();
                emitted.add(chunk);
                call.emit(chunk);
            }
        }

        private void endEarly(ManualLlmStream.Call call) {
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
                return new StoryChunk.Text(text());
            } else if (dice < 33) {
                return new StoryChunk.Reasoning(text());
            } else if (dice < 35) {
                return new StoryChunk.Unknown("?");
            } else if (dice < 36) {
                return new StoryChunk.EmptyDelta();
            } else if (dice < 38) {
                return new StoryChunk.BlockEnd();
            }
            stopEmitted = true;
            return new StoryChunk.Stop(StopReason.END_TURN);
        }

        private String text() {
            return switch (random.nextInt(12)) {
                case 0 -> "";
                case 1 -> "\uD83D";
                case 2 -> "\uDE00";
                case 3 -> random.nextInt(10) == 0 ? "lorem\"\u0001 😀".repeat(20) : " long text";
                default -> " w" + emitted.size();
            };
        }

        private void answerPost() {
            if (client.waiting() == 0) {
                return;
            }
            if (trouble == Trouble.POSTS && random.nextInt(25) == 0) {
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
            assertThat(receiptOfStory).as("seed %d", seed).isCompleted();
            Receipt receipt = receiptOfStory.join();
            int sent = client.messages().size();
            inFlightAtTheEnd = client.waiting();
            framesAtTheEnd = client.frames().size();
            model.calls.stream().filter(call -> !call.isSubscribed()).forEach(ManualLlmStream.Call::signalOnSubscribe);
            runTasks();
            while (client.waiting() > 0) {
                client.accept();
            }
            scheduler.advance(Duration.ofMinutes(10));
            runTasks();

            assertThat(client.messages())
                    .as("seed %d: messages after the end", seed)
                    .hasSize(sent);
            assertThat(client.mostAtOnce()).as("seed %d: posts at once", seed).isEqualTo(1);
            assertThat(scheduler.pending()).as("seed %d: pending timers", seed).isZero();
            assertThat(model.calls.stream().allMatch(call -> call.ended || call.cancels == 1))
                    .as("seed %d: all calls of the model are closed", seed)
                    .isTrue();
            checkMessages(receipt);
            checkFrames(receipt);
            if (trouble == Trouble.DEADLINE) {
                assertThat(inFlightAtTheEnd)
                        .as("seed %d: in flight at the end", seed)
                        .isZero();
                assertThat(receipt.duration()).as("seed %d", seed).isLessThan(LITTLE_TIME);
            }
        }

        /** A message may have been interrupted between two of its frames. */
        private void checkFrames(Receipt receipt) {
            String shown = client.frames().stream()
                    .filter(frame -> frame.startsWith("T"))
                    .map(frame -> frame.substring(1))
                    .collect(Collectors.joining());
            assertThat(client.text()).as("seed %d: text of the frames", seed).startsWith(shown);
            if (receipt.ending() == Ending.FINISHED) {
                assertThat(shown).as("seed %d: text of a finished story", seed).isEqualTo(client.text());
            }
            if (!refused && !receipt.cause().isPresent() && !hasTimedOut(receipt)) {
                assertThat(receipt.posts()).as("seed %d: posts", seed).isEqualTo(framesAtTheEnd);
            }
        }

        /** Whether the receipt was given at the hard deadline, with a message in flight. */
        private boolean hasTimedOut(Receipt receipt) {
            return receipt.duration().compareTo(timeLeft().minus(options.endingReserve())) > 0;
        }

        private void checkMessages(Receipt receipt) {
            List<ClientMessage> messages = client.messages();
            List<String> expected = flattened(
                    emitted.stream().flatMap(chunk -> chunk.message().stream()).toList());
            assertThat(messages.get(0)).as("seed %d", seed).isEqualTo(new ClientMessage.Opened());
            List<ClientMessage> endings = messages.stream()
                    .filter(ClientMessage.Ended.class::isInstance)
                    .toList();
            List<String> sent = flattened(messages.subList(1, messages.size() - endings.size()));
            String all = String.join("", expected);
            assertThat(all)
                    .as("seed %d: sent messages are a prefix of the expected ones", seed)
                    .startsWith(String.join("", sent));
            if (!endings.isEmpty()) {
                assertThat(messages.subList(messages.size() - endings.size(), messages.size()))
                        .as("seed %d: the last messages", seed)
                        .isEqualTo(endings);
            }
            if (endings.size() > 1) {
                assertThat(endings).as("seed %d: sent again once", seed).hasSize(2);
                assertThat(refused || hasTimedOut(receipt)).as("seed %d", seed).isTrue();
            }
            checkEnding(receipt, endings, all.equals(String.join("", sent)));
        }

        private void checkEnding(Receipt receipt, List<ClientMessage> endings, boolean allSent) {
            Ending ending = receipt.ending();
            if (ending == Ending.FINISHED) {
                assertThat(stopEmitted)
                        .as("seed %d: finished only after a stop reason", seed)
                        .isTrue();
            }
            if (ending == Ending.FINISHED
                    || (ending == Ending.INCOMPLETE && receipt.cause().isEmpty())) {
                assertThat(allSent)
                        .as("seed %d: %s only if all was sent", seed, ending)
                        .isTrue();
            }
            if (ending == Ending.GONE) {
                assertThat(refused).as("seed %d", seed).isTrue();
                assertThat(receipt.errorCode()).as("seed %d", seed).isEmpty();
            } else if (trouble == Trouble.DEADLINE || !(hasTimedOut(receipt) || trouble == Trouble.ERRORS)) {
                assertThat(endings)
                        .as("seed %d: %s has a last message", seed, ending)
                        .isNotEmpty();
            }
            if (trouble == Trouble.NONE && receipt.errorCode().isEmpty()) {
                assertThat(ending).as("seed %d: a story without trouble", seed).isEqualTo(Ending.FINISHED);
            }
        }

        /** Marks the start of each run of text, so that joined and split messages compare equal. */
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
