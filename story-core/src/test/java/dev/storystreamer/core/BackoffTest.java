package dev.storystreamer.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BackoffTest {

    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(100), Duration.ofMillis(450));

    @Test
    void doublesTheCeilingWithEachFailureUpToTheMaximum() {
        assertThat(IntStream.rangeClosed(1, 6).mapToObj(failures -> ceiling(BACKOFF, failures)))
                .containsExactly(
                        Duration.ofMillis(100),
                        Duration.ofMillis(200),
                        Duration.ofMillis(400),
                        Duration.ofMillis(450),
                        Duration.ofMillis(450),
                        Duration.ofMillis(450));
    }

    @Test
    void doesNotOverflow() {
        Backoff longest = new Backoff(Duration.ofDays(1), Duration.ofDays(100_000));

        assertThat(ceiling(BACKOFF, Integer.MAX_VALUE)).isEqualTo(Duration.ofMillis(450));
        assertThat(ceiling(longest, 100)).isCloseTo(Duration.ofDays(100_000), Duration.ofSeconds(1));
    }

    @Test
    void limitsTheFirstDelayToTheMaximum() {
        Backoff backoff = new Backoff(Duration.ofSeconds(2), Duration.ofSeconds(1));

        assertThat(ceiling(backoff, 1)).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void drawsEvenlyFromZeroToTheCeiling() {
        Backoff backoff = new Backoff(Duration.ofNanos(3), Duration.ofNanos(3));
        Random random = new Random(1);
        int[] counts = new int[4];

        for (int i = 0; i < 40_000; i++) {
            counts[(int) backoff.delay(1, random.nextDouble()).toNanos()]++;
        }

        for (int count : counts) {
            assertThat(count).isBetween(9_500, 10_500);
        }
    }

    @Test
    void hasNoDelayWhenADelayIsZero() {
        Backoff noBase = new Backoff(Duration.ZERO, Duration.ofSeconds(1));
        Backoff noMaximum = new Backoff(Duration.ofSeconds(1), Duration.ZERO);

        assertThat(noBase.delay(5, 0.5)).isZero();
        assertThat(noMaximum.delay(5, 0.5)).isZero();
    }

    @Test
    void rejectsNegativeDelays() {
        Duration negative = Duration.ofMillis(-1);

        assertThatThrownBy(() -> new Backoff(negative, Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("baseDelay must not be negative: PT-0.001S");
        assertThatThrownBy(() -> new Backoff(Duration.ZERO, negative))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("maxDelay must not be negative: PT-0.001S");
    }

    /** The largest delay that can be drawn. */
    private static Duration ceiling(Backoff backoff, int failures) {
        return backoff.delay(failures, Math.nextDown(1.0));
    }
}
