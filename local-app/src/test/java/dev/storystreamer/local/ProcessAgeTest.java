package dev.storystreamer.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProcessAgeTest {

    /** A hundredth of a second is lost on either side. */
    private static final Duration ROUNDING = Duration.ofMillis(20);

    @Test
    void isNotBelowThatOfTheVirtualMachineInIt() {
        Duration machine =
                Duration.ofMillis(ManagementFactory.getRuntimeMXBean().getUptime());

        assertThat(ProcessAge.now().orElseThrow().plus(ROUNDING)).isGreaterThanOrEqualTo(machine);
    }
}
