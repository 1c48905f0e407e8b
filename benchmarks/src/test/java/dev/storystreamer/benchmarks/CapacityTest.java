package dev.storystreamer.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.storystreamer.benchmarks.Capacity.Quota;
import dev.storystreamer.benchmarks.Capacity.Story;
import dev.storystreamer.benchmarks.Capacity.Way;
import org.junit.jupiter.api.Test;

class CapacityTest {

    private final Story fastModelFarGateway = new Story(0.006, 0.050, 500);

    @Test
    void joinedPostsFillTheTimeThatTheModelSpeaks() {
        Capacity joined = new Capacity(fastModelFarGateway, Way.JOINED);

        assertThat(joined.posts()).isEqualTo(60 + 4, within(1e-9)); // 500 × 6 ms / 50 ms
        assertThat(joined.seconds()).isEqualTo(0.4 + 3 + 0.05 + 3 * 0.05, within(1e-9));
    }

    @Test
    void onePostPerDeltaTakesAsLongAsItsPosts() {
        Capacity each = new Capacity(fastModelFarGateway, Way.POST_PER_DELTA);

        assertThat(each.posts()).isEqualTo(500 + 4);
        assertThat(each.seconds()).isEqualTo(0.4 + 25 + 0.05 + 3 * 0.05, within(1e-9));
    }

    @Test
    void bothAreTheSameWherePostsAreFasterThanTheModel() {
        Story slowModel = new Story(0.048, 0.005, 140);

        assertThat(new Capacity(slowModel, Way.JOINED).storiesPerMinute())
                .isEqualTo(new Capacity(slowModel, Way.POST_PER_DELTA).storiesPerMinute(), within(1e-9));
    }

    @Test
    void theQuotaThatAllowsTheFewestStoriesBreaksFirst() {
        Capacity joined = new Capacity(fastModelFarGateway, Way.JOINED);
        Capacity each = new Capacity(fastModelFarGateway, Way.POST_PER_DELTA);

        // 56.4 s × 522 tokens told + 3.6 s × 1,046 reserved = 33,206.4 tokens for one story a second
        assertThat(joined.firstToBreak()).isEqualTo(Quota.TOKENS);
        assertThat(joined.storiesPerMinute()).isEqualTo(60 * 4_000_000 / 33_206.4, within(1e-6));
        assertThat(joined.storiesAtOnce()).isEqualTo(3.6 * 4_000_000 / 33_206.4, within(1e-6));
        // 10,000 requests / (504 posts + 2)
        assertThat(each.firstToBreak()).isEqualTo(Quota.REQUESTS);
        assertThat(each.storiesPerMinute()).isEqualTo(60 * 10_000 / 506.0, within(1e-6));
    }

    @Test
    void aQuotaIsNeededInProportionToTheStories() {
        Capacity joined = new Capacity(fastModelFarGateway, Way.JOINED);

        assertThat(joined.needed(Quota.REQUESTS, 6_000)).isEqualTo(100 * 66, within(1e-6));
        assertThat(joined.needed(Quota.CONNECTIONS, 6_000)).isEqualTo(100, within(1e-6));
        assertThat(joined.needed(Quota.CONCURRENCY, 6_000)).isEqualTo(360, within(1e-6));
    }

    @Test
    void whatMayRunAtOnceBoundsWhatIsToldInAMinute() {
        Capacity joined = new Capacity(fastModelFarGateway, Way.JOINED); // 3.6 s

        assertThat(joined.storiesPerMinute(18)).isEqualTo(300, within(1e-9));
    }

    @Test
    void aCrowdFromNoneWaitsForEnvironmentsBeyondTheFirstThousand() {
        Capacity joined = new Capacity(fastModelFarGateway, Way.JOINED); // 3.6 s

        assertThat(joined.secondsFromNone(60 * 1_000 / 3.6)).isZero();
        assertThat(joined.secondsFromNone(60 * 1_500 / 3.6)).isEqualTo(5, within(1e-6));
        // 1,500 in 3.6 s, of which 360 are given meanwhile
        assertThat(joined.needed(Quota.ENVIRONMENTS, 60 * 1_500 / 3.6)).isEqualTo(1_500 - 360, within(1e-6));
        assertThat(joined.needed(Quota.ENVIRONMENTS, 60)).isZero();
    }

    @Test
    void newEnvironmentsNeverBreakFirstAsConcurrencyIsNoLarger() {
        assertThat(Quota.CONCURRENCY.value()).isLessThanOrEqualTo(Quota.ENVIRONMENTS.value());
        assertThat(CapacityTable.stories()).doesNotContain(Quota.ENVIRONMENTS.label());
    }

    @Test
    void aStoryOfMinutesHoldsItsTokensForTheWholeMinute() {
        Capacity slow = new Capacity(new Story(0.048, 0.005, 2_000), Way.JOINED); // 96 s

        assertThat(slow.needed(Quota.TOKENS, 60)).isEqualTo(60 * 2_022, within(1e-6));
    }
}
