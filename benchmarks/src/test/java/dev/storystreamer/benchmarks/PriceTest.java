package dev.storystreamer.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class PriceTest {

    @Test
    void isWhatTheStacksOwnCalculatorSays() {
        // node cdk-infra/bin/price.js: 76.00 messages, 0.25 minutes, 0.60 requests, 20.13 GB-seconds
        Measurement story = story(75, 75, 3000);

        assertThat(Price.ofAMillion(story)).isCloseTo(96.98, within(0.01));
    }

    @Test
    void countsMessagesAsTheyAreMeteredAndNotPosts() {
        assertThat(Price.messages(story(10, 14, 1))).isEqualTo(15);
    }

    @Test
    void billsMillisecondsThatHaveBegun() {
        assertThat(Price.gigabyteSeconds(story(1, 1, 99.1))).isEqualTo(Price.gigabyteSeconds(story(1, 1, 100)));
    }

    private static Measurement story(int posts, int messages, double invocationMs) {
        return new Measurement("", true, 1, posts, messages, 0, 0, 0, invocationMs, 0);
    }
}
