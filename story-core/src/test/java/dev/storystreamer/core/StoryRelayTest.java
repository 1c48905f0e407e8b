package dev.storystreamer.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storystreamer.core.testkit.ManualScheduler;
import dev.storystreamer.core.testkit.RecordingClientSink;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Flow;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class StoryRelayTest {

    private static final ClientMessage OPENED = new ClientMessage.Opened();
    private static final ClientMessage OTHER = new ClientMessage.Other();
    private static final Duration A_MINUTE = Duration.ofMinutes(1);

    private final HandDrivenModel model = new HandDrivenModel();
    private final RecordingClientSink client = RecordingClientSink.answeredByHand();
    private final ManualScheduler scheduler = new ManualScheduler();
    private RelayOptions options = RelayOptions.DEFAULTS;

    @Test
    void opensWhileTheModelIsStillThinking() {
        tell();

        assertThat(model.calls).hasSize(1);
        assertThat(client.messages()).containsExactly(OPENED);
    }

    @Test
    void postsTheFirstTextAtOnceAndJoinsWhatIsSaidMeanwhile() {
        tell();
        client.accept();

        model.call().say("Once");
        assertThat(client.messages()).endsWith(text("Once"));

        model.call().say(" upon", " a", " time");
        assertThat(client.messages()).endsWith(text("Once"));

        client.accept();
        assertThat(client.messages()).containsExactly(OPENED, text("Once"), text(" upon a time"));
        assertThat(client.mostAtOnce()).isEqualTo(1);
    }

    @Test
    void postsEachDeltaByItselfWhenPostsAreFasterThanTheModel() {
        tell();
        client.accept();

        for (String word : List.of("Once", " upon", " a", " time")) {
            model.call().say(word);
            client.accept();
        }

        assertThat(client.messages()).containsExactly(OPENED, text("Once"), text(" upon"), text(" a"), text(" time"));
    }

    @Test
    void letsNothingBeOvertakenAndJoinsNothingButText() {
        tell();
        model.call().say(new StoryChunk.Start());
        model.call().say("one", " two");
        model.call().say(new StoryChunk.BlockEnd());
        model.call().say(new StoryChunk.Unknown("contentBlockStart"));
        model.call().say("three", " four");
        model.call().say(new StoryChunk.Reasoning("hm"));
        model.call().say(new StoryChunk.Reasoning("m"));
        model.call().say(new StoryChunk.EmptyDelta());
        model.call().say("five");
        acceptAll();

        assertThat(client.messages())
                .containsExactly(
                        OPENED,
                        text("one two"),
                        OTHER,
                        OTHER,
                        text("three four"),
                        new ClientMessage.Reasoning("hmm"),
                        new ClientMessage.EmptyDelta(),
                        text("five"));
    }

    @Test
    void passesOnAnEmptyDelta() {
        tell();
        client.accept();

        model.call().say("");

        assertThat(client.messages()).containsExactly(OPENED, text(""));
    }

    @Test
    void splitsTextThatOneFrameCannotHoldAndNeverACodePoint() {
        tell();
        String piece = "a😀".repeat(5_000);
        for (int i = 0; i < 10; i++) {
            model.call().say(piece);
        }
        acceptAll();

        assertThat(client.text()).isEqualTo(piece.repeat(10));
        assertThat(client.messages()).hasSizeGreaterThan(8).allSatisfy(message -> {
            if (message instanceof ClientMessage.Text text) {
                assertThat(JsonText.prefixWithin(text.text(), ClientSink.MAX_TEXT_BYTES))
                        .isEqualTo(text.text().length());
                assertThat(text.text()).doesNotMatch("(?s)^[\\uDC00-\\uDFFF].*");
            }
        });
    }

    @Test
    void waitsForTheOtherHalfOfACharacterThatTwoDeltasShare() {
        tell();
        client.accept();

        model.call().say("\uD83D");
        assertThat(client.waiting()).isZero();
        model.call().say("\uDE00!");

        assertThat(client.messages()).containsExactly(OPENED, text("😀!"));
    }

    @Test
    void passesOnHalfACharacterWhenTheOtherHalfNeverComes() {
        tell();
        client.accept();
        model.call().say("x", "\uD83D");
        model.call().say(new StoryChunk.BlockEnd());
        acceptAll();

        assertThat(client.text()).isEqualTo("x\uD83D");
    }

    @Test
    void asksForNoMoreWhileTooMuchTextWaitsAndGoesOnWhenThereIsRoom() {
        options = options.withMaxWaitingChars(1_000);
        StorySession story = tell();
        String word = "w".repeat(100);
        long said = 0;
        while (model.call().demand > 0) {
            model.call().say(word);
            said++;
            assertThat(said).as("chunks said while the client accepts nothing").isLessThan(100);
        }

        client.accept();
        client.accept();

        assertThat(model.call().demand).isPositive();
        assertThat(client.text()).isEqualTo(word.repeat((int) said));
        endOfTurn();
        acceptAll();
        assertThat(receipt(story).ending()).isEqualTo(Ending.FINISHED);
    }

    @Test
    void keepsTheGapBetweenTextPostsButNeverHoldsBackTheFirstOrTheEnd() {
        options = options.withMinPostInterval(Duration.ofMillis(100));
        tell();
        client.accept();
        model.call().say("Once");
        client.accept();
        assertThat(client.messages()).containsExactly(OPENED, text("Once"));

        model.call().say(" upon");
        scheduler.advance(Duration.ofMillis(99));
        model.call().say(" a");
        assertThat(client.waiting()).isZero();
        scheduler.advance(Duration.ofMillis(1));
        assertThat(client.messages()).endsWith(text(" upon a"));
        client.accept();

        model.call().say(" time");
        assertThat(client.waiting()).isZero();
        model.call().say(new StoryChunk.BlockEnd());
        acceptAll();
        assertThat(client.messages()).endsWith(text(" time"), OTHER);
    }

    @Test
    void isFinishedWhenTheModelSaidThatItStopped() {
        StorySession story = tell();
        model.call().say("Once.");
        endOfTurn();
        acceptAll();

        Receipt receipt = receipt(story);
        assertThat(receipt.ending()).isEqualTo(Ending.FINISHED);
        assertThat(receipt.errorCode()).isEmpty();
        assertThat(receipt.stopReason()).contains(StopReason.END_TURN);
        assertThat(receipt.usage()).contains(new StoryChunk.Usage(16, 23));
        assertThat(client.messages()).startsWith(OPENED, text("Once."), OTHER, OTHER, OTHER);
        assertEndedOnce(receipt);
    }

    @Test
    void isIncompleteWhenTheStreamEndsAndTheModelNeverSaidThatItStopped() {
        StorySession story = tell();
        model.call().say("Once upon");
        model.call().complete();
        acceptAll();

        Receipt receipt = receipt(story);
        assertThat(receipt.ending()).isEqualTo(Ending.INCOMPLETE);
        assertThat(receipt.errorCode()).contains(ErrorCode.STORY_INCOMPLETE);
        assertThat(client.text()).isEqualTo("Once upon");
        assertEndedOnce(receipt);
    }

    @Test
    void isFinishedWhenTheConnectionBreaksAfterTheModelSaidThatItStopped() {
        StorySession story = tell();
        model.call().say("Once.");
        model.call().say(new StoryChunk.Stop(StopReason.MAX_TOKENS));
        model.call().fail(LlmException.Reason.BROKEN_STREAM);
        acceptAll();

        assertThat(receipt(story).ending()).isEqualTo(Ending.FINISHED);
        assertThat(receipt(story).stopReason()).contains(StopReason.MAX_TOKENS);
        assertThat(receipt(story).usage()).isEmpty();
    }

    @Test
    void isFinishedWhenOnlyTheUsageNeverComes() {
        StorySession story = tell();
        model.call().say("Once.");
        model.call().say(new StoryChunk.Stop(StopReason.END_TURN));
        acceptAll();

        scheduler.advance(options.stallTimeout());
        acceptAll();

        assertThat(receipt(story).ending()).isEqualTo(Ending.FINISHED);
        assertThat(model.call().cancels).isEqualTo(1);
    }

    @Test
    void reportsEachFailureOfTheModelAfterAllThatWasSaid() {
        for (LlmException.Reason reason : LlmException.Reason.values()) {
            StoryRelayTest each = new StoryRelayTest();
            StorySession story = each.tell();
            each.model.call().say("Once", " upon");
            each.model.call().fail(reason);
            each.acceptAll();

            Receipt receipt = receipt(story);
            assertThat(receipt.ending()).isEqualTo(Ending.FAILED);
            assertThat(receipt.errorCode()).contains(reason.errorCode());
            assertThat(receipt.cause()).containsInstanceOf(LlmException.class);
            assertThat(each.client.text()).isEqualTo("Once upon");
            assertThat(each.model.calls).as("no second call after a delta").hasSize(1);
            each.assertEndedOnce(receipt);
        }
    }

    @Test
    void asksAgainWhileNothingWasToldAndCountsIt() {
        StorySession story = tell();
        model.call().fail(LlmException.Reason.THROTTLED);
        scheduler.advance(options.retryMaxDelay());
        model.call().say(new StoryChunk.Start());
        model.call().fail(LlmException.Reason.UNAVAILABLE);
        scheduler.advance(options.retryMaxDelay());
        assertThat(model.calls).hasSize(3);

        model.call().say(new StoryChunk.Start());
        model.call().say("Once.");
        endOfTurn();
        acceptAll();

        assertThat(receipt(story).ending()).isEqualTo(Ending.FINISHED);
        assertThat(receipt(story).modelRetries()).isEqualTo(2);
        assertThat(client.messages()).startsWith(OPENED, text("Once."));
    }

    @Test
    void givesUpAskingAfterTheLastRetry() {
        StorySession story = tell();
        for (int i = 0; i < options.maxModelRetries(); i++) {
            model.call().fail(LlmException.Reason.THROTTLED);
            scheduler.advance(options.retryMaxDelay());
        }
        model.call().fail(LlmException.Reason.THROTTLED);
        acceptAll();

        assertThat(model.calls).hasSize(1 + options.maxModelRetries());
        assertThat(receipt(story).errorCode()).contains(ErrorCode.MODEL_BUSY);
        assertEndedOnce(receipt(story));
    }

    @Test
    void doesNotAskAgainWhenItWouldNotHelp() {
        for (LlmException.Reason reason : LlmException.Reason.values()) {
            if (!reason.isWorthRetrying()) {
                StoryRelayTest each = new StoryRelayTest();
                StorySession story = each.tell();
                each.model.call().fail(reason);
                each.acceptAll();

                assertThat(each.model.calls).hasSize(1);
                assertThat(receipt(story).errorCode()).contains(reason.errorCode());
            }
        }
    }

    @Test
    void pausesBeforeAskingAgainAndIsStoppedInThePause() {
        StorySession story = tell();
        model.call().fail(LlmException.Reason.THROTTLED);
        assertThat(model.calls).hasSize(1);

        story.stop();
        acceptAll();
        scheduler.advance(A_MINUTE);

        assertThat(model.calls).hasSize(1);
        assertThat(receipt(story).ending()).isEqualTo(Ending.STOPPED);
    }

    @Test
    void doesNotAskAgainWhenNoTimeIsLeftForIt() {
        StorySession story = tell(options.endingReserve().plusNanos(1));

        model.call().fail(LlmException.Reason.THROTTLED);
        acceptAll();

        assertThat(receipt(story).errorCode()).contains(ErrorCode.MODEL_BUSY);
    }

    @Test
    void stopsTheModelAndIsSilentWhenTheClientIsGone() {
        StorySession story = tell();
        client.accept();
        model.call().say("Once");
        model.call().say(" upon");

        long told = client.frames().get(0).length();
        client.refuse(new ClientGoneException("410", new ClientSink.Delivery(1, 30, 2), null));

        assertThat(model.call().cancels).isEqualTo(1);
        assertThat(client.messages()).containsExactly(OPENED, text("Once"));
        assertThat(receipt(story).posts()).isEqualTo(2);
        assertThat(receipt(story).bytes()).isEqualTo(told + 30);
        assertThat(receipt(story).postRetries()).isEqualTo(2);
        assertThat(receipt(story).ending()).isEqualTo(Ending.GONE);
        assertThat(receipt(story).errorCode()).isEmpty();
        assertThat(receipt(story).usage()).isEmpty();
    }

    @Test
    void noticesBeforeTheFirstWordThatTheClientHasLeft() {
        StorySession story = tell();

        client.refuse(new ClientGoneException("410", ClientSink.Delivery.NONE, null));

        assertThat(model.call().cancels).isEqualTo(1);
        assertThat(receipt(story).ending()).isEqualTo(Ending.GONE);
    }

    @Test
    void isGoneWhenTheClientLeavesBeforeItHasHeardTheEnd() {
        StorySession story = tell();
        model.call().say("Once.");
        endOfTurn();
        client.accept();

        client.refuse(new ClientGoneException("410", ClientSink.Delivery.NONE, null));

        assertThat(receipt(story).ending()).isEqualTo(Ending.GONE);
    }

    @Test
    void stopsTheModelAndSaysSoWhenAPostFails() {
        StorySession story = tell();
        client.accept();
        model.call().say("Once");
        model.call().say(" upon");

        client.refuse(new ClientSinkException("500", new ClientSink.Delivery(0, 0, 2), null));
        acceptAll();

        Receipt receipt = receipt(story);
        assertThat(model.call().cancels).isEqualTo(1);
        assertThat(receipt.ending()).isEqualTo(Ending.FAILED);
        assertThat(receipt.errorCode()).contains(ErrorCode.DELIVERY_FAILED);
        assertThat(receipt.postRetries()).isEqualTo(2);
        assertThat(client.text()).as("what was sent, the refused text included").isEqualTo("Once");
        assertEndedOnce(receipt);
    }

    @Test
    void endsAllTheSameWhenNotEvenTheEndingCanBeDelivered() {
        StorySession story = tell();
        model.call().say("Once.");
        endOfTurn();
        for (int i = 0; i < 5; i++) {
            client.accept();
        }

        client.refuse(new ClientSinkException("500", ClientSink.Delivery.NONE, null));

        assertThat(receipt(story).ending()).isEqualTo(Ending.FAILED);
        assertThat(receipt(story).errorCode()).contains(ErrorCode.DELIVERY_FAILED);
    }

    @Test
    void keepsTheFirstCauseWhenTheNewsOfItCannotBeDelivered() {
        StorySession story = tell();
        client.accept();
        model.call().fail(LlmException.Reason.REJECTED);

        client.refuse(new ClientSinkException("500", ClientSink.Delivery.NONE, null));

        assertThat(receipt(story).errorCode()).contains(ErrorCode.MODEL_REFUSED);
    }

    @Test
    void endsASilentModelInItsOwnWords() {
        StorySession story = tell(Duration.ofMinutes(10));
        model.call().say("Once");
        acceptAll();
        scheduler.advance(options.stallTimeout().minusNanos(1));
        model.call().say(" upon");
        acceptAll();
        scheduler.advance(options.stallTimeout().minusNanos(1));
        assertThat(story.receipt().toCompletableFuture()).isNotDone();

        scheduler.advance(Duration.ofNanos(1));
        acceptAll();

        assertThat(model.call().cancels).isEqualTo(1);
        assertThat(receipt(story).ending()).isEqualTo(Ending.EXPIRED);
        assertThat(receipt(story).errorCode()).contains(ErrorCode.MODEL_STALLED);
        assertEndedOnce(receipt(story));
    }

    @Test
    void givesAModelLongerToBeginThanToGoOn() {
        StorySession story = tell(Duration.ofMinutes(10));
        acceptAll();
        scheduler.advance(options.firstChunkTimeout().minusNanos(1));
        assertThat(story.receipt().toCompletableFuture()).isNotDone();

        scheduler.advance(Duration.ofNanos(1));
        acceptAll();

        assertThat(receipt(story).errorCode()).contains(ErrorCode.MODEL_STALLED);
    }

    @Test
    void doesNotCallAModelSilentThatItAsksForNothing() {
        options = options.withMaxWaitingChars(10);
        StorySession story = tell(Duration.ofMinutes(10));
        while (model.call().demand > 0) {
            model.call().say("a long enough word");
        }

        scheduler.advance(options.stallTimeout().multipliedBy(3));

        assertThat(story.receipt().toCompletableFuture()).isNotDone();
        assertThat(model.call().cancels).isZero();
    }

    @Test
    void endsBeforeTheDeadlineWithAllThatWasSaid() {
        options = options.withSilence(A_MINUTE, A_MINUTE);
        StorySession story = tell();
        client.accept();
        model.call().say("Once");
        model.call().say(" upon");
        scheduler.advance(A_MINUTE.minus(options.endingReserve()));
        assertThat(model.call().cancels).isEqualTo(1);

        acceptAll();

        assertThat(client.text()).isEqualTo("Once upon");
        assertThat(receipt(story).ending()).isEqualTo(Ending.EXPIRED);
        assertThat(receipt(story).errorCode()).contains(ErrorCode.DEADLINE_EXCEEDED);
        assertThat(receipt(story).duration()).isLessThan(A_MINUTE);
        assertEndedOnce(receipt(story));
    }

    @Test
    void dropsTextThatWaitsRatherThanTheEndingWhenTimeIsShort() {
        options = options.withSilence(A_MINUTE, A_MINUTE);
        StorySession story = tell();
        client.accept();
        model.call().say("Once");
        model.call().say(" upon");
        scheduler.advance(A_MINUTE.minus(options.endingReserve().dividedBy(2)));

        acceptAll();

        assertThat(client.text()).isEqualTo("Once");
        assertThat(receipt(story).ending()).isEqualTo(Ending.EXPIRED);
        assertEndedOnce(receipt(story));
    }

    @Test
    void waitsForNoPostBeyondTheDeadline() {
        StorySession story = tell();
        client.accept();
        model.call().say("Once.");
        endOfTurn();

        scheduler.advance(A_MINUTE.minusNanos(1));

        assertThat(receipt(story).ending()).isEqualTo(Ending.FAILED);
        assertThat(receipt(story).errorCode()).contains(ErrorCode.DELIVERY_FAILED);
        assertThat(client.waiting()).isEqualTo(1);
        client.accept();
        assertThat(client.messages()).as("nothing after the end").hasSize(2);
    }

    @Test
    void doesNotCallTheModelWhenThereIsNoTimeForAStory() {
        StorySession story = tell(options.endingReserve());
        acceptAll();

        assertThat(model.calls).isEmpty();
        assertThat(receipt(story).errorCode()).contains(ErrorCode.DEADLINE_EXCEEDED);
        assertEndedOnce(receipt(story));
    }

    @Test
    void stopsAtOnceWhenAskedTo() {
        StorySession story = tell();
        client.accept();
        model.call().say("Once");
        model.call().say(" upon");

        story.stop();
        story.stop();

        assertThat(model.call().cancels).isEqualTo(1);
        acceptAll();
        assertThat(client.text()).isEqualTo("Once");
        assertThat(receipt(story).ending()).isEqualTo(Ending.STOPPED);
        assertEndedOnce(receipt(story));
    }

    @Test
    void isNotStoppedOnceItHasEnded() {
        StorySession story = tell();
        model.call().say("Once.");
        endOfTurn();

        story.stop();
        acceptAll();

        assertThat(receipt(story).ending()).isEqualTo(Ending.FINISHED);
        assertThat(client.text()).as("a finished story is delivered whole").isEqualTo("Once.");
    }

    @Test
    void cancelsACallThatIsAnsweredAfterTheStoryHasEnded() {
        model.answerLate();
        StorySession story = tell();
        story.stop();

        model.call().answer();

        assertThat(model.call().cancels).isEqualTo(1);
        assertThat(model.call().demand).isZero();
    }

    @Test
    void writesAReceiptThatAddsUp() {
        StorySession story = tell();
        client.accept();
        scheduler.advance(Duration.ofMillis(300));
        model.call().say("Once");
        model.call().say(" upon");
        scheduler.advance(Duration.ofMillis(20));
        acceptAll();
        scheduler.advance(Duration.ofMillis(80));
        endOfTurn();
        acceptAll();

        Receipt receipt = receipt(story);
        assertThat(receipt.deltas()).isEqualTo(2);
        assertThat(receipt.posts()).isEqualTo(client.frames().size());
        assertThat(receipt.bytes())
                .isEqualTo(client.frames().stream().mapToLong(String::length).sum());
        assertThat(receipt.modelFirstDelta()).contains(Duration.ofMillis(300));
        assertThat(receipt.clientFirstText()).contains(Duration.ofMillis(320));
        assertThat(receipt.duration()).isEqualTo(Duration.ofMillis(400));
        assertThat(scheduler.pending()).as("timers left behind").isZero();
    }

    @Test
    void endsWhenASinkThrowsThoughItMustNot() {
        StorySession story = new StoryRelay(model, scheduler, new Random(1), options)
                .start(
                        StoryRequest.about("CATS"),
                        message -> {
                            throw new IllegalStateException("a bug");
                        },
                        A_MINUTE,
                        Runnable::run);

        assertThat(receipt(story).errorCode()).contains(ErrorCode.DELIVERY_FAILED);
        assertThat(receipt(story).cause()).containsInstanceOf(IllegalStateException.class);
    }

    @Test
    void endsWhenASinkReturnsNullThoughItMustNot() {
        StorySession story = new StoryRelay(model, scheduler, new Random(1), options)
                .start(StoryRequest.about("CATS"), message -> null, A_MINUTE, Runnable::run);

        assertThat(receipt(story).errorCode()).contains(ErrorCode.DELIVERY_FAILED);
    }

    @Test
    void endsWhenAModelThrowsThoughItMustNot() {
        LlmStream throwing = request -> subscriber -> {
            throw new IllegalStateException("a bug");
        };
        StorySession story = new StoryRelay(throwing, scheduler, new Random(1), options)
                .start(StoryRequest.about("CATS"), client, A_MINUTE, Runnable::run);
        acceptAll();

        assertThat(receipt(story).errorCode()).contains(ErrorCode.MODEL_FAILED);
    }

    @Test
    void endsWhenAModelThrowsAtARequestThoughItMustNot() {
        AtomicInteger cancels = new AtomicInteger();
        StorySession story = new StoryRelay(throwing(true, cancels), scheduler, new Random(1), options)
                .start(StoryRequest.about("CATS"), client, A_MINUTE, Runnable::run);
        acceptAll();

        assertThat(receipt(story).errorCode()).contains(ErrorCode.MODEL_FAILED);
        assertThat(receipt(story).cause()).containsInstanceOf(StackOverflowError.class);
        assertThat(cancels).hasValue(1);
    }

    @Test
    void endsWhenAModelThrowsAtACancelThoughItMustNot() {
        AtomicInteger cancels = new AtomicInteger();
        StorySession story = new StoryRelay(throwing(false, cancels), scheduler, new Random(1), options)
                .start(StoryRequest.about("CATS"), client, A_MINUTE, Runnable::run);
        story.stop();
        acceptAll();

        assertThat(cancels).hasValue(1);
        assertThat(receipt(story).ending()).isEqualTo(Ending.STOPPED);
        assertThat(client.messages()).last().isInstanceOf(ClientMessage.Ended.class);
    }

    private static LlmStream throwing(boolean atRequest, AtomicInteger cancels) {
        return request -> subscriber -> subscriber.onSubscribe(new Flow.Subscription() {
            @Override
            public void request(long n) {
                if (atRequest) {
                    throw new StackOverflowError("a bug");
                }
            }

            @Override
            public void cancel() {
                cancels.incrementAndGet();
                throw new IllegalStateException("a bug");
            }
        });
    }

    @Test
    void endsWhenASinkThrowsAnError() {
        StorySession story = new StoryRelay(model, scheduler, new Random(1), options)
                .start(
                        StoryRequest.about("CATS"),
                        message -> {
                            throw new OutOfMemoryError("scripted");
                        },
                        A_MINUTE,
                        Runnable::run);

        assertThat(receipt(story).errorCode()).contains(ErrorCode.DELIVERY_FAILED);
        assertThat(receipt(story).cause()).containsInstanceOf(OutOfMemoryError.class);
        assertThat(model.call().cancels).isEqualTo(1);
    }

    @Test
    void tellsTheClientWhenTheTimersAreGone() {
        Scheduler shutDownSoon = new Scheduler() {
            private int timers;

            @Override
            public long nanoTime() {
                return scheduler.nanoTime();
            }

            @Override
            public Timer schedule(Runnable task, Duration delay) {
                if (timers++ == 2) { // the first two are the deadlines
                    throw new RejectedExecutionException("shut down");
                }
                return scheduler.schedule(task, delay);
            }
        };
        StorySession story = new StoryRelay(model, shutDownSoon, new Random(1), options)
                .start(StoryRequest.about("CATS"), client, A_MINUTE, Runnable::run);
        acceptAll();

        assertThat(receipt(story).errorCode()).contains(ErrorCode.MODEL_FAILED);
        assertThat(receipt(story).cause()).containsInstanceOf(RejectedExecutionException.class);
        assertThat(client.messages()).startsWith(OPENED).last().isInstanceOf(ClientMessage.Ended.class);
        assertThat(scheduler.pending()).as("timers left behind").isZero();
    }

    @Test
    void goesOnWhenTheExecutorRejectsIt() {
        StorySession story = new StoryRelay(model, scheduler, new Random(1), options)
                .start(StoryRequest.about("CATS"), client, A_MINUTE, task -> {
                    throw new RejectedExecutionException("shut down");
                });
        model.call().say("Once.");
        endOfTurn();
        acceptAll();

        assertThat(receipt(story).ending()).isEqualTo(Ending.FINISHED);
    }

    @Test
    void staysWithinTwoPostsOfAModelThatIsFasterThanThePosts() {
        RelayedInVirtualTime fast = RelayedInVirtualTime.run(500, Duration.ofMillis(6), Duration.ofMillis(20));

        assertThat(fast.text()).isEqualTo(fast.said());
        assertThat(fast.firstTextLag()).isEqualTo(Duration.ofMillis(20));
        assertThat(fast.lastTextLag()).isLessThanOrEqualTo(Duration.ofMillis(40));
        assertThat(fast.posts()).isLessThanOrEqualTo(220);
        assertThat(fast.mostAtOnce()).isEqualTo(1);
    }

    @Test
    void isTheSeedsBehaviourWhenThePostsAreFasterThanTheModel() {
        RelayedInVirtualTime slow = RelayedInVirtualTime.run(100, Duration.ofMillis(60), Duration.ofMillis(1));

        assertThat(slow.posts()).isEqualTo(1 + 100 + 3);
        assertThat(slow.lastTextLag()).isEqualTo(Duration.ofMillis(1));
    }

    private StorySession tell() {
        return tell(A_MINUTE);
    }

    private StorySession tell(Duration timeLeft) {
        return new StoryRelay(model, scheduler, new Random(1), options)
                .start(StoryRequest.about("CATS"), client, timeLeft, Runnable::run);
    }

    private void endOfTurn() {
        model.call().say(new StoryChunk.BlockEnd());
        model.call().say(new StoryChunk.Stop(StopReason.END_TURN));
        model.call().say(new StoryChunk.Usage(16, 23));
        model.call().complete();
    }

    private void acceptAll() {
        while (client.waiting() > 0) {
            client.accept();
        }
    }

    private void assertEndedOnce(Receipt receipt) {
        List<ClientMessage> messages = client.messages();
        assertThat(messages.stream().filter(ClientMessage.Ended.class::isInstance))
                .as("endings")
                .hasSize(1);
        assertThat(messages.get(messages.size() - 1)).isInstanceOfSatisfying(ClientMessage.Ended.class, ended -> {
            assertThat(ended.receipt().ending()).isEqualTo(receipt.ending());
            assertThat(ended.receipt().errorCode()).isEqualTo(receipt.errorCode());
        });
        assertThat(scheduler.pending()).as("timers left behind").isZero();
    }

    private static ClientMessage text(String text) {
        return new ClientMessage.Text(text);
    }

    private static Receipt receipt(StorySession story) {
        assertThat(story.receipt().toCompletableFuture()).isCompleted();
        return story.receipt().toCompletableFuture().join();
    }
}
