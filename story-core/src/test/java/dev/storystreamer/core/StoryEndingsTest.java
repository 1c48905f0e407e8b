package dev.storystreamer.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@link StoryRelay}: endings and receipts. */
class StoryEndingsTest extends StoryRelayFixture {

    @Test
    void isFinishedWhenTheModelSentAStopReason() {
        StorySession story = start();
        model.call().emit("Once.");
        finishAnswer();
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
    void isIncompleteWhenTheStreamEndsWithoutAStopReason() {
        StorySession story = start();
        model.call().emit("Once upon");
        model.call().complete();
        acceptAll();

        Receipt receipt = receipt(story);
        assertThat(receipt.ending()).isEqualTo(Ending.INCOMPLETE);
        assertThat(receipt.errorCode()).contains(ErrorCode.STORY_INCOMPLETE);
        assertThat(client.text()).isEqualTo("Once upon");
        assertEndedOnce(receipt);
    }

    @Test
    void isFinishedWhenTheStreamFailsAfterTheStopReason() {
        StorySession story = start();
        model.call().emit("Once.");
        model.call().emit(new StoryChunk.Stop(StopReason.MAX_TOKENS));
        model.call().fail(LlmException.Reason.BROKEN_STREAM);
        acceptAll();

        assertThat(receipt(story).ending()).isEqualTo(Ending.FINISHED);
        assertThat(receipt(story).stopReason()).contains(StopReason.MAX_TOKENS);
        assertThat(receipt(story).usage()).isEmpty();
    }

    @Test
    void isFinishedWhenOnlyTheUsageIsMissing() {
        StorySession story = start();
        model.call().emit("Once.");
        model.call().emit(new StoryChunk.Stop(StopReason.END_TURN));
        acceptAll();

        scheduler.advance(options.stallTimeout());
        acceptAll();

        assertThat(receipt(story).ending()).isEqualTo(Ending.FINISHED);
        assertThat(model.call().cancels).isEqualTo(1);
    }

    @Test
    void reportsEachFailureOfTheModelAfterAllItsText() {
        for (LlmException.Reason reason : LlmException.Reason.values()) {
            StoryEndingsTest each = new StoryEndingsTest();
            StorySession story = each.start();
            each.model.call().emit("Once", " upon");
            each.model.call().fail(reason);
            each.acceptAll();

            Receipt receipt = receipt(story);
            assertThat(receipt.ending()).isEqualTo(Ending.FAILED);
            assertThat(receipt.errorCode()).contains(reason.errorCode());
            assertThat(receipt.cause()).containsInstanceOf(LlmException.class);
            assertThat(each.client.text()).isEqualTo("Once upon");
            assertThat(each.model.calls).as("calls of the model").hasSize(1);
            each.assertEndedOnce(receipt);
        }
    }

    @Test
    void cancelsTheModelAndSendsNothingWhenTheClientIsGone() {
        StorySession story = start();
        client.accept();
        model.call().emit("Once");
        model.call().emit(" upon");

        long openedBytes = client.frames().get(0).length();
        client.refuse(new ClientGoneException("410", new ClientSink.Delivery(1, 30, 2), null));

        assertThat(model.call().cancels).isEqualTo(1);
        assertThat(client.messages()).containsExactly(OPENED, text("Once"));
        assertThat(receipt(story).posts()).isEqualTo(2);
        assertThat(receipt(story).bytes()).isEqualTo(openedBytes + 30);
        assertThat(receipt(story).postRetries()).isEqualTo(2);
        assertThat(receipt(story).ending()).isEqualTo(Ending.GONE);
        assertThat(receipt(story).errorCode()).isEmpty();
        assertThat(receipt(story).usage()).isEmpty();
    }

    @Test
    void detectsBeforeTheFirstTextThatTheClientIsGone() {
        StorySession story = start();

        client.refuse(new ClientGoneException("410", ClientSink.Delivery.NONE, null));

        assertThat(model.call().cancels).isEqualTo(1);
        assertThat(receipt(story).ending()).isEqualTo(Ending.GONE);
    }

    @Test
    void isGoneWhenTheClientLeavesBeforeTheLastMessage() {
        StorySession story = start();
        model.call().emit("Once.");
        finishAnswer();
        client.accept();

        client.refuse(new ClientGoneException("410", ClientSink.Delivery.NONE, null));

        assertThat(receipt(story).ending()).isEqualTo(Ending.GONE);
    }

    @Test
    void cancelsTheModelAndReportsTheFailureWhenAPostFails() {
        StorySession story = start();
        client.accept();
        model.call().emit("Once");
        model.call().emit(" upon");

        client.refuse(new ClientSinkException("500", new ClientSink.Delivery(0, 0, 2), null));
        acceptAll();

        Receipt receipt = receipt(story);
        assertThat(model.call().cancels).isEqualTo(1);
        assertThat(receipt.ending()).isEqualTo(Ending.FAILED);
        assertThat(receipt.errorCode()).contains(ErrorCode.DELIVERY_FAILED);
        assertThat(receipt.postRetries()).isEqualTo(2);
        assertThat(client.text()).as("sent text, the refused text included").isEqualTo("Once");
        assertEndedOnce(receipt);
    }

    @Test
    void failsWhenTheLastMessageCannotBeDelivered() {
        StorySession story = startAndSendLastMessage();

        client.refuse(new ClientSinkException("500", ClientSink.Delivery.NONE, null));
        client.refuse(new ClientSinkException("500 again", ClientSink.Delivery.NONE, null));

        assertThat(receipt(story).ending()).isEqualTo(Ending.FAILED);
        assertThat(receipt(story).errorCode()).contains(ErrorCode.DELIVERY_FAILED);
        assertThat(receipt(story).cause()).get().hasToString(ClientSinkException.class.getName() + ": 500");
    }

    @Test
    void sendsTheLastMessageAgainAsThatOfAFailedStory() {
        StorySession story = startAndSendLastMessage();

        client.refuse(new ClientSinkException("500 at the second frame", new ClientSink.Delivery(1, 30, 3), null));
        client.accept();

        assertThat(endings()).containsExactly(Ending.FINISHED, Ending.FAILED);
        assertThat(receipt(story).ending()).isEqualTo(Ending.FAILED);
        assertThat(receipt(story).errorCode()).contains(ErrorCode.DELIVERY_FAILED);
    }

    @Test
    void sendsTheLastMessageOfAStoppedStoryAgainOnlyIfAPartWasAccepted() {
        StorySession story = start();
        client.accept();
        story.stop();

        client.refuse(new ClientSinkException("500 at the second frame", new ClientSink.Delivery(1, 30, 3), null));
        client.refuse(new ClientSinkException("500", ClientSink.Delivery.NONE, null));

        assertThat(endings()).containsExactly(Ending.STOPPED, Ending.STOPPED);
        assertThat(receipt(story).ending()).isEqualTo(Ending.STOPPED);
    }

    /** Returns a story of which only the last message is not answered yet. */
    private StorySession startAndSendLastMessage() {
        StorySession story = start();
        model.call().emit("Once.");
        finishAnswer();
        for (int i = 0; i < 5; i++) {
            client.accept();
        }
        return story;
    }

    private List<Ending> endings() {
        return client.messages().stream()
                .filter(ClientMessage.Ended.class::isInstance)
                .map(message -> ((ClientMessage.Ended) message).receipt().ending())
                .toList();
    }

    @Test
    void keepsTheFirstErrorCodeWhenTheLastMessageCannotBeDelivered() {
        StorySession story = start();
        client.accept();
        model.call().fail(LlmException.Reason.REJECTED);

        client.refuse(new ClientSinkException("500", ClientSink.Delivery.NONE, null));

        assertThat(receipt(story).errorCode()).contains(ErrorCode.MODEL_REFUSED);
    }

    @Test
    void stopsAtOnce() {
        StorySession story = start();
        client.accept();
        model.call().emit("Once");
        model.call().emit(" upon");

        story.stop();
        story.stop();

        assertThat(model.call().cancels).isEqualTo(1);
        acceptAll();
        assertThat(client.text()).isEqualTo("Once");
        assertThat(receipt(story).ending()).isEqualTo(Ending.STOPPED);
        assertEndedOnce(receipt(story));
    }

    @Test
    void ignoresStopAfterTheEnding() {
        StorySession story = start();
        model.call().emit("Once.");
        finishAnswer();

        story.stop();
        acceptAll();

        assertThat(receipt(story).ending()).isEqualTo(Ending.FINISHED);
        assertThat(client.text()).as("text of a finished story").isEqualTo("Once.");
    }

    @Test
    void cancelsASubscriptionThatArrivesAfterTheEnding() {
        model.delayOnSubscribe();
        StorySession story = start();
        story.stop();

        model.call().signalOnSubscribe();

        assertThat(model.call().cancels).isEqualTo(1);
        assertThat(model.call().demand).isZero();
    }

    @Test
    void countsDeltasPostsBytesAndTimes() {
        StorySession story = start();
        client.accept();
        scheduler.advance(Duration.ofMillis(300));
        model.call().emit("Once");
        model.call().emit(" upon");
        scheduler.advance(Duration.ofMillis(20));
        acceptAll();
        scheduler.advance(Duration.ofMillis(80));
        finishAnswer();
        acceptAll();

        Receipt receipt = receipt(story);
        assertThat(receipt.deltas()).isEqualTo(2);
        assertThat(receipt.posts()).isEqualTo(client.frames().size());
        assertThat(receipt.bytes())
                .isEqualTo(client.frames().stream().mapToLong(String::length).sum());
        assertThat(receipt.modelFirstDelta()).contains(Duration.ofMillis(300));
        assertThat(receipt.clientFirstText()).contains(Duration.ofMillis(320));
        assertThat(receipt.duration()).isEqualTo(Duration.ofMillis(400));
        assertThat(scheduler.pending()).as("pending timers").isZero();
    }
}
