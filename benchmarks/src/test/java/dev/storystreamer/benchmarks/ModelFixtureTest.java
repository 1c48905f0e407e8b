package dev.storystreamer.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storystreamer.awslocal.bedrock.ModelScript;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ModelFixtureTest {

    private static ModelFixture bursts(int deltas) {
        return new ModelFixture(ModelFixture.BURSTS, 20, deltas);
    }

    private static List<ModelScript.Step> deltas(int count) {
        return bursts(count).script().steps().stream()
                .filter(step ->
                        step instanceof ModelScript.Event event && event.type().equals("contentBlockDelta"))
                .toList();
    }

    @Test
    void burstsStartAgainAtTheEndOfTheRecording() {
        List<ModelScript.Step> deltas = deltas(501);

        assertThat(deltas).hasSize(501);
        assertThat(deltas.get(500).delay()).isEqualTo(deltas.get(0).delay());
    }

    @Test
    void burstsHaveManyDeltasAtOnceAndPausesBetweenThem() {
        List<Duration> gaps = deltas(500).stream().map(ModelScript.Step::delay).toList();

        assertThat(gaps.stream().filter(gap -> gap.toMillis() <= 2).count()).isGreaterThan(300);
        assertThat(gaps.stream().filter(gap -> gap.toMillis() >= 30).count()).isGreaterThan(30);
    }

    @Test
    void meanGapIsThatOfTheRecordedDeltas() {
        assertThat(bursts(500).meanGapMs())
                .isEqualTo(deltas(500).stream()
                        .mapToLong(step -> step.delay().toMillis())
                        .average()
                        .orElseThrow());
    }

    @Test
    void anEvenPaceHasNoScript() {
        assertThat(new ModelFixture(6, 20, 500).script()).isNull();
    }
}
