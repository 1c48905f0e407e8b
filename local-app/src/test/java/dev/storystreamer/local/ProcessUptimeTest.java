package dev.storystreamer.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProcessUptimeTest {

    /** Both times in /proc are rounded to 10 ms. */
    private static final Duration ROUNDING = Duration.ofMillis(20);

    @Test
    void isAtLeastTheUptimeOfTheJvm() {
        Duration jvm = Duration.ofMillis(ManagementFactory.getRuntimeMXBean().getUptime());

        assertThat(ProcessUptime.read().orElseThrow().plus(ROUNDING)).isGreaterThanOrEqualTo(jvm);
    }
}
