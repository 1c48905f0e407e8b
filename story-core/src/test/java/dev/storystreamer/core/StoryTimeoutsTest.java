package dev.storystreamer.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** {@link StoryRelay}: stalls and deadlines. */
class StoryTimeoutsTest extends StoryRelayFixture {

    @Test
    void expiresWhenTheModelStalls() {
        StorySession story = start(Duration.ofMinutes(10));
        model.call().emit("Once");
        acceptAll();
        scheduler.advance(options.stallTimeout().minusNanos(1));
        model.call().emit(" upon");
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
    void allowsMoreTimeUntilTheFirstContent() {
        StorySession story = start(Duration.ofMinutes(10));
        acceptAll();
        scheduler.advance(options.firstContentTimeout().minusNanos(1));
        model.call().emit(new StoryChunk.Start());
        acceptAll();
        scheduler.advance(options.firstContentTimeout().minusNanos(1));
        assertThat(story.receipt().toCompletableFuture()).isNotDone();

        scheduler.advance(Duration.ofNanos(1));
        acceptAll();

        assertThat(receipt(story).errorCode()).contains(ErrorCode.MODEL_STALLED);
    }

    @Test
    void reportsNoStallWhileNoChunkIsRequested() {
        options = withMaxWaitingChars(options, 10);
        StorySession story = start(Duration.ofMinutes(10));
        while (model.call().demand > 0) {
            model.call().emit("a long enough word");
        }

        scheduler.advance(options.stallTimeout().multipliedBy(3));

        assertThat(story.receipt().toCompletableFuture()).isNotDone();
        assertThat(model.call().cancels).isZero();
    }

    @Test
    void endsBeforeTheDeadlineWithAllReceivedText() {
        options = options.withSilence(A_MINUTE, A_MINUTE);
        StorySession story = start();
        client.accept();
        model.call().emit("Once");
        model.call().emit(" upon");
        scheduler.advance(A_MINUTE.minus(options.endingReserve().multipliedBy(5).dividedBy(4)));
        assertThat(model.call().cancels).isEqualTo(1);

        acceptAll();

        assertThat(client.text()).isEqualTo("Once upon");
        assertThat(receipt(story).ending()).isEqualTo(Ending.EXPIRED);
        assertThat(receipt(story).errorCode()).contains(ErrorCode.DEADLINE_EXCEEDED);
        assertThat(receipt(story).duration()).isLessThan(A_MINUTE);
        assertEndedOnce(receipt(story));
    }

    @Test
    void dropsWaitingTextWhenTimeForTheLastMessageIsShort() {
        options = options.withSilence(A_MINUTE, A_MINUTE);
        StorySession story = start();
        client.accept();
        model.call().emit("Once");
        model.call().emit(" upon");
        scheduler.advance(A_MINUTE.minus(options.endingReserve()));

        acceptAll();

        assertThat(client.text()).isEqualTo("Once");
        assertThat(receipt(story).ending()).isEqualTo(Ending.EXPIRED);
        assertEndedOnce(receipt(story));
    }

    @Test
    void keepsTheReserveForTheLastMessageWhateverTheEnding() {
        client.withDeadlinesOf(scheduler).inFramesOf(5);
        StorySession story = start(Duration.ofSeconds(5));
        client.accept();
        model.call().emit("Once ".repeat(10));
        model.call().fail(LlmException.Reason.BROKEN_STREAM);

        for (int i = 0; i < 8 && client.waiting() > 0; i++) { // at least 700 ms for each frame
            int messages = client.messages().size();
            scheduler.advance(Duration.ofMillis(700));
            if (client.messages().size() == messages && client.waiting() > 0) {
                client.accept();
            }
        }

        assertThat(receipt(story).errorCode()).contains(ErrorCode.MODEL_FAILED);
        assertThat(client.frames()).last().asString().startsWith("Ended");
        assertEndedOnce(receipt(story));
    }

    @Test
    void doesNotReportAStoryAsFinishedWhoseTextWasGivenUp() {
        client.withDeadlinesOf(scheduler);
        StorySession story = start(Duration.ofSeconds(5));
        client.accept();
        model.call().emit("Once");
        model.call().emit(new StoryChunk.BlockEnd()); // a message of its own
        finishAnswer();

        scheduler.advance(Duration.ofSeconds(3).minusNanos(1));
        client.accept(); // the text, in time
        scheduler.advance(Duration.ofNanos(1));
        client.accept();

        assertThat(receipt(story).ending()).isEqualTo(Ending.FAILED);
        assertThat(receipt(story).errorCode()).contains(ErrorCode.DELIVERY_FAILED);
        assertEndedOnce(receipt(story));
    }

    @Test
    void sendsTheLastMessageAfterATextThatTheSinkGaveUpAtItsDeadline() {
        client.withDeadlinesOf(scheduler);
        StorySession story = start();
        client.accept();
        model.call().emit("Once.");
        finishAnswer();

        scheduler.advance(A_MINUTE.minus(options.endingReserve()));
        client.accept();

        assertThat(receipt(story).ending()).isEqualTo(Ending.FAILED);
        assertThat(receipt(story).errorCode()).contains(ErrorCode.DELIVERY_FAILED);
        assertEndedOnce(receipt(story));
    }

    @Test
    void doesNotWaitForAPostBeyondTheDeadline() {
        StorySession story = start();
        client.accept();
        model.call().emit("Once.");
        finishAnswer();

        scheduler.advance(A_MINUTE.minusNanos(1));

        assertThat(receipt(story).ending()).isEqualTo(Ending.FAILED);
        assertThat(receipt(story).errorCode()).contains(ErrorCode.DELIVERY_FAILED);
        assertThat(client.waiting()).isEqualTo(1);
        assertThat(client.cancels()).isEqualTo(1);
        client.accept();
        assertThat(client.messages()).as("messages after the end").hasSize(2);
    }

    @Test
    void doesNotCallTheModelWithoutTimeForAStory() {
        StorySession story = start(options.endingReserve().multipliedBy(5).dividedBy(4));
        acceptAll();

        assertThat(model.calls).isEmpty();
        assertThat(receipt(story).errorCode()).contains(ErrorCode.DEADLINE_EXCEEDED);
        assertEndedOnce(receipt(story));
    }
}
