package dev.storystreamer.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** {@link StoryRelay}: retries of the model call. */
class ModelRetriesTest extends StoryRelayFixture {

    @Test
    void retriesWhileNoPartOfTheAnswerWasPassedOnAndCountsRetries() {
        StorySession story = start();
        model.call().fail(LlmException.Reason.THROTTLED);
        scheduler.advance(options.retryBackoff().maxDelay());
        model.call().emit(new StoryChunk.Start());
        model.call().fail(LlmException.Reason.UNAVAILABLE);
        scheduler.advance(options.retryBackoff().maxDelay());
        assertThat(model.calls).hasSize(3);

        model.call().emit(new StoryChunk.Start());
        model.call().emit("Once.");
        finishAnswer();
        acceptAll();

        assertThat(receipt(story).ending()).isEqualTo(Ending.FINISHED);
        assertThat(receipt(story).modelRetries()).isEqualTo(2);
        assertThat(client.messages()).startsWith(OPENED, text("Once."));
    }

    @Test
    void failsAfterTheLastRetry() {
        StorySession story = start();
        for (int i = 0; i < options.maxModelRetries(); i++) {
            model.call().fail(LlmException.Reason.THROTTLED);
            scheduler.advance(options.retryBackoff().maxDelay());
        }
        model.call().fail(LlmException.Reason.THROTTLED);
        acceptAll();

        assertThat(model.calls).hasSize(1 + options.maxModelRetries());
        assertThat(receipt(story).errorCode()).contains(ErrorCode.MODEL_BUSY);
        assertEndedOnce(receipt(story));
    }

    @Test
    void doesNotRetryFailuresThatAreNotWorthRetrying() {
        for (LlmException.Reason reason : LlmException.Reason.values()) {
            if (!reason.isWorthRetrying()) {
                ModelRetriesTest each = new ModelRetriesTest();
                StorySession story = each.start();
                each.model.call().fail(reason);
                each.acceptAll();

                assertThat(each.model.calls).hasSize(1);
                assertThat(receipt(story).errorCode()).contains(reason.errorCode());
            }
        }
    }

    @Test
    void canBeStoppedDuringTheDelayBeforeARetry() {
        StorySession story = start();
        model.call().fail(LlmException.Reason.THROTTLED);
        assertThat(model.calls).hasSize(1);

        story.stop();
        acceptAll();
        scheduler.advance(A_MINUTE);

        assertThat(model.calls).hasSize(1);
        assertThat(receipt(story).ending()).isEqualTo(Ending.STOPPED);
    }

    @Test
    void doesNotRetryWhenNoTimeIsLeft() {
        StorySession story =
                start(options.endingReserve().multipliedBy(5).dividedBy(4).plusNanos(1));

        model.call().fail(LlmException.Reason.THROTTLED);
        acceptAll();

        assertThat(receipt(story).errorCode()).contains(ErrorCode.MODEL_BUSY);
    }
}
