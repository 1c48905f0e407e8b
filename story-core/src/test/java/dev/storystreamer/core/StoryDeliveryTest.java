package dev.storystreamer.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@link StoryRelay}: order, joining and splitting of messages, demand and the interval between posts. */
class StoryDeliveryTest extends StoryRelayFixture {

    @Test
    void sendsOpenedBeforeTheModelAnswers() {
        start();

        assertThat(model.calls).hasSize(1);
        assertThat(client.messages()).containsExactly(OPENED);
    }

    @Test
    void sendsTheFirstTextAtOnceAndJoinsTextThatArrivesMeanwhile() {
        start();
        client.accept();

        model.call().emit("Once");
        assertThat(client.messages()).endsWith(text("Once"));

        model.call().emit(" upon", " a", " time");
        assertThat(client.messages()).endsWith(text("Once"));

        client.accept();
        assertThat(client.messages()).containsExactly(OPENED, text("Once"), text(" upon a time"));
        assertThat(client.mostAtOnce()).isEqualTo(1);
    }

    @Test
    void sendsEachDeltaSeparatelyWhenPostsAreFasterThanTheModel() {
        start();
        client.accept();

        for (String word : List.of("Once", " upon", " a", " time")) {
            model.call().emit(word);
            client.accept();
        }

        assertThat(client.messages()).containsExactly(OPENED, text("Once"), text(" upon"), text(" a"), text(" time"));
    }

    @Test
    void keepsTheOrderAndJoinsOnlyTextAndReasoning() {
        start();
        model.call().emit(new StoryChunk.Start());
        model.call().emit("one", " two");
        model.call().emit(new StoryChunk.BlockEnd());
        model.call().emit(new StoryChunk.Unknown("contentBlockStart"));
        model.call().emit("three", " four");
        model.call().emit(new StoryChunk.Reasoning("hm"));
        model.call().emit(new StoryChunk.Reasoning("m"));
        model.call().emit(new StoryChunk.EmptyDelta());
        model.call().emit("five");
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
    void sendsAnEmptyText() {
        start();
        client.accept();

        model.call().emit("");

        assertThat(client.messages()).containsExactly(OPENED, text(""));
    }

    @Test
    void keepsAHighSurrogateUntilTheLowSurrogateArrives() {
        start();
        client.accept();

        model.call().emit("\uD83D");
        assertThat(client.waiting()).isZero();
        model.call().emit("\uDE00!");

        assertThat(client.messages()).containsExactly(OPENED, text("😀!"));
    }

    @Test
    void sendsAnUnpairedSurrogateWhenNoTextFollows() {
        start();
        client.accept();
        model.call().emit("x", "\uD83D");
        model.call().emit(new StoryChunk.BlockEnd());
        acceptAll();

        assertThat(client.text()).isEqualTo("x\uD83D");
    }

    @Test
    void requestsNoChunksWhileTooMuchTextWaits() {
        options = withMaxWaitingChars(options, 1_000);
        StorySession story = start();
        String word = "w".repeat(100);
        long emitted = 0;
        while (model.call().demand > 0) {
            model.call().emit(word);
            emitted++;
            assertThat(emitted)
                    .as("chunks emitted while the client accepts nothing")
                    .isLessThan(100);
        }

        client.accept();
        client.accept();

        assertThat(model.call().demand).isPositive();
        assertThat(client.text()).isEqualTo(word.repeat((int) emitted));
        finishAnswer();
        acceptAll();
        assertThat(receipt(story).ending()).isEqualTo(Ending.FINISHED);
    }

    @Test
    void requestsNoChunksWhileTooManyWaitWithoutText() {
        options = withMaxWaiting(options, 1 << 20, 10);
        start();
        int emitted = 0;
        while (model.call().demand > 0) {
            model.call().emit("");
            emitted++;
            assertThat(emitted)
                    .as("empty chunks emitted while the client accepts nothing")
                    .isLessThan(50);
        }

        client.accept();
        client.accept();

        assertThat(model.call().demand).isPositive();
    }

    @Test
    void sendsALongTextAsOneMessageThatAStopInterrupts() {
        client.inFramesOf(1_000);
        StorySession story = start();
        client.accept();
        model.call().emit("Once");
        String longText = "a😀b".repeat(2_500);
        model.call().emit(longText);
        client.accept();
        client.accept();
        assertThat(client.messages()).endsWith(text(longText));

        story.stop();
        client.accept();

        assertThat(client.cancels()).isEqualTo(1);
        assertThat(client.frames()).hasSize(4).last().asString().startsWith("T");
        assertThat(client.messages()).last().isInstanceOf(ClientMessage.Ended.class);
        acceptAll();
        assertThat(receipt(story).ending()).isEqualTo(Ending.STOPPED);
        assertThat(receipt(story).cause()).isEmpty();
        assertThat(receipt(story).posts()).isEqualTo(5);
        assertThat(client.mostAtOnce()).isEqualTo(1);
    }

    @Test
    void givesTextTheTimeUntilTheReserveAndTheLastMessageThreeQuartersMore() {
        StorySession story = start();
        scheduler.advance(Duration.ofSeconds(10));
        client.accept();
        model.call().emit("Once.");
        finishAnswer();
        acceptAll();

        assertThat(receipt(story).ending()).isEqualTo(Ending.FINISHED);
        Duration reserve = options.endingReserve();
        assertThat(client.timesLeft())
                .startsWith(A_MINUTE.minus(reserve))
                .endsWith(A_MINUTE.minusSeconds(10).minus(reserve.dividedBy(4)));
    }

    @Test
    void keepsTheIntervalBetweenPostsOfTextButDoesNotDelayOtherMessages() {
        options = options.withMinPostInterval(Duration.ofMillis(100));
        start();
        client.accept();
        model.call().emit("Once");
        client.accept();
        assertThat(client.messages()).containsExactly(OPENED, text("Once"));

        model.call().emit(" upon");
        scheduler.advance(Duration.ofMillis(99));
        model.call().emit(" a");
        assertThat(client.waiting()).isZero();
        scheduler.advance(Duration.ofMillis(1));
        assertThat(client.messages()).endsWith(text(" upon a"));
        client.accept();

        model.call().emit(" time");
        assertThat(client.waiting()).isZero();
        model.call().emit(new StoryChunk.BlockEnd());
        acceptAll();
        assertThat(client.messages()).endsWith(text(" time"), OTHER);
    }

    @Test
    void spendsTheIntervalOnlyOnWhatIsPosted() {
        options = options.withMinPostInterval(Duration.ofSeconds(1));
        client.hidingReasoning();
        start();
        client.accept();
        model.call().emit(new StoryChunk.Reasoning("Let me think."));
        scheduler.advance(Duration.ofMillis(450));

        model.call().emit("Once");

        assertThat(client.messages()).endsWith(text("Once"));
        client.accept();
        model.call().emit(" upon");
        scheduler.advance(Duration.ofMillis(999));
        assertThat(client.messages()).endsWith(text("Once"));
        scheduler.advance(Duration.ofMillis(1));
        assertThat(client.messages()).endsWith(text(" upon"));
    }

    @Test
    void delaysTextByAtMostTwoPostsWhenTheModelIsFaster() {
        SimulatedStory fast = SimulatedStory.run(500, Duration.ofMillis(6), Duration.ofMillis(20));

        assertThat(fast.text()).isEqualTo(fast.emitted());
        assertThat(fast.firstTextLag()).isEqualTo(Duration.ofMillis(20));
        assertThat(fast.lastTextLag()).isLessThanOrEqualTo(Duration.ofMillis(40));
        assertThat(fast.posts()).isLessThanOrEqualTo(220);
        assertThat(fast.mostInFlight()).isEqualTo(1);
    }

    @Test
    void sendsOnePostForEachChunkWhenPostsAreFaster() {
        SimulatedStory slow = SimulatedStory.run(100, Duration.ofMillis(60), Duration.ofMillis(1));

        assertThat(slow.posts()).isEqualTo(1 + 100 + 3);
        assertThat(slow.lastTextLag()).isEqualTo(Duration.ofMillis(1));
    }
}
