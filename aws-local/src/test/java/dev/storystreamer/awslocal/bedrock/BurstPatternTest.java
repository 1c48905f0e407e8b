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

    private static final LatencyProfile EQUAL_DELAYS = LatencyProfile.NO_DELAY.withTokenInterval(Duration.ofMillis(10));
    private static final int DELTAS = 100_000;

    @Test
    void hasEqualDelaysWithoutBursts() {
        assertThat(gaps(EQUAL_DELAYS, 1)).containsOnly(Duration.ofMillis(10));
    }

    @Test
    void keepsTheMeanDelayWithBursts() {
        List<Duration> gaps = gaps(EQUAL_DELAYS.withBurst(5), 1);
        List<Duration> pauses = gaps.stream().filter(gap -> !gap.isZero()).toList();

        assertThat(pauses.size()).isCloseTo(DELTAS / 5, Percentage.withPercentage(3));
        assertThat(millis(gaps) / DELTAS).isCloseTo(10, Percentage.withPercentage(3));
        assertThat(pauses)
                .anyMatch(pause -> pause.toMillis() < 10)
                .anyMatch(pause -> pause.toMillis() > 10 * millis(pauses) / pauses.size());
    }

    @Test
    void givesTheSameDelaysForTheSameSeed() {
        assertThat(gaps(EQUAL_DELAYS.withBurst(5), 7)).isEqualTo(gaps(EQUAL_DELAYS.withBurst(5), 7));
        assertThat(gaps(EQUAL_DELAYS.withBurst(5), 7)).isNotEqualTo(gaps(EQUAL_DELAYS.withBurst(5), 8));
    }

    @Test
    void doesNotChangeTheText() throws Exception {
        List<Event> even = answer(EQUAL_DELAYS.withTokens(200));
        List<Event> bursts = answer(EQUAL_DELAYS.withTokens(200).withBurst(5));

        assertThat(bursts).hasSameSizeAs(even);
        assertThat(payloads(bursts)).isEqualTo(payloads(even));
        assertThat(bursts).extracting(Event::delay).contains(Duration.ZERO).doesNotContain(Duration.ofMillis(10));
    }

    private static List<Duration> gaps(LatencyProfile latency, long seed) {
        return Stream.generate(new BurstPattern(latency, seed)::nextDelay)
                .limit(DELTAS)
                .toList();
    }

    private static double millis(List<Duration> durations) {
        return durations.stream().mapToLong(Duration::toNanos).sum() / 1e6;
    }

    /** The text deltas. */
    private static List<Event> answer(LatencyProfile latency) throws ServiceException {
        String body = "{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"about cats\"}]}]}";
        List<Step> steps = FakeModel.respond(ConverseRequest.parse("amazon.nova-lite-v1:0", body), latency)
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
