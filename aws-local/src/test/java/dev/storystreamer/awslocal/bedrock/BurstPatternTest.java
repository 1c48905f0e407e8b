package dev.storystreamer.awslocal.bedrock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storystreamer.awslocal.bedrock.ModelScript.Event;
import dev.storystreamer.awslocal.bedrock.ModelScript.Step;
import dev.storystreamer.awslocal.faults.LatencyProfile;
import dev.storystreamer.awslocal.http.ServiceException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class BurstPatternTest {

    private static final LatencyProfile EVEN = LatencyProfile.NO_DELAY.withTokenInterval(Duration.ofMillis(10));
    private static final int DELTAS = 100_000;

    @Test
    void isEvenUnlessItIsInBursts() {
        assertThat(gaps(EVEN, 1)).containsOnly(Duration.ofMillis(10));
    }

    @Test
    void keepsThePaceWithBurstsAndPausesOfAllLengths() {
        List<Duration> gaps = gaps(EVEN.withBurst(5), 1);
        List<Duration> pauses = gaps.stream().filter(gap -> !gap.isZero()).toList();

        assertThat(pauses.size()).isCloseTo(DELTAS / 5, Percentage.withPercentage(3));
        assertThat(millis(gaps) / DELTAS).isCloseTo(10, Percentage.withPercentage(3));
        assertThat(pauses)
                .anyMatch(pause -> pause.toMillis() < 10)
                .anyMatch(pause -> pause.toMillis() > 10 * millis(pauses) / pauses.size());
    }

    @Test
    void isTheSameForTheSameSeed() {
        assertThat(gaps(EVEN.withBurst(5), 7)).isEqualTo(gaps(EVEN.withBurst(5), 7));
        assertThat(gaps(EVEN.withBurst(5), 7)).isNotEqualTo(gaps(EVEN.withBurst(5), 8));
    }

    @Test
    void changesNothingOfWhatIsSaid() throws Exception {
        List<Event> even = answer(EVEN.withTokens(200));
        List<Event> inBursts = answer(EVEN.withTokens(200).withBurst(5));

        assertThat(inBursts).hasSameSizeAs(even);
        assertThat(payloads(inBursts)).isEqualTo(payloads(even));
        assertThat(inBursts).extracting(Event::delay).contains(Duration.ZERO).doesNotContain(Duration.ofMillis(10));
    }

    private static List<Duration> gaps(LatencyProfile pace, long seed) {
        return Stream.generate(new BurstPattern(pace, seed)::next).limit(DELTAS).toList();
    }

    private static double millis(List<Duration> durations) {
        return durations.stream().mapToLong(Duration::toNanos).sum() / 1e6;
    }

    /** The text deltas. */
    private static List<Event> answer(LatencyProfile pace) throws ServiceException {
        String body = "{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"about cats\"}]}]}";
        List<Step> steps = FakeModel.answer(ConverseRequest.parse("amazon.nova-lite-v1:0", body), pace)
                .steps();
        return steps.stream()
                .map(Event.class::cast)
                .filter(event -> event.type().equals("contentBlockDelta"))
                .toList();
    }

    private static List<String> payloads(List<Event> events) {
        return events.stream().map(Event::payload).toList();
    }
}
