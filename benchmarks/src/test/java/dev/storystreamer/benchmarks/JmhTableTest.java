package dev.storystreamer.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JmhTableTest {

    @Test
    void everyBenchmarkRunsAndIsOnThePage() throws Exception {
        System.setProperty("jmh.ignoreLock", "true"); // nothing is measured here

        Map<String, JmhTable.Cost> costs =
                JmhTable.measure(List.of(), "-f", "0", "-wi", "0", "-i", "1", "-r", "1ms", "-v", "SILENT");

        assertThat(costs.keySet())
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(Micro.values()).map(Micro::benchmark).toList());
        assertThat(costs.values()).allMatch(cost -> cost.nanos() > 0);
    }

    @Test
    void aRelayMeetsItsGoalByTimeAndBytesWithoutTheText() {
        double text = Deltas.averageBytes();

        assertThat(Micro.RELAY_EACH.verdict(cost(150, 64 + text))).isEqualTo("met");
        assertThat(Micro.RELAY_EACH.verdict(cost(151, 64))).isEqualTo("MISSED");
        assertThat(Micro.RELAY_EACH.verdict(cost(10, 65 + text))).isEqualTo("MISSED");
    }

    @Test
    void aTimeIsToldWithItsSpread() {
        assertThat(new JmhTable.Cost(150.04, 120, 268.4, 64).time()).isEqualTo("150.0 (120.0–268.4)");
    }

    private static JmhTable.Cost cost(double nanos, double bytes) {
        return new JmhTable.Cost(nanos, nanos, nanos, bytes);
    }
}
