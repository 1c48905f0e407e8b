package dev.storystreamer.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storystreamer.local.ShutdownSignals.Signal;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** {@code timeout} sends one signal twice: to the process and to its group. */
class RepeatedSignalTest {

    private static final int TERM = 15;
    private static final int INT = 2;

    private final Signal first = new Signal(TERM, Long.MAX_VALUE - 5);

    @Test
    void isTheSameSignalWithin200Milliseconds() {
        assertThat(after(TERM, 0).isRepetitionOf(first)).isTrue();
        assertThat(after(TERM, 199).isRepetitionOf(first)).isTrue();
    }

    @Test
    void isNeitherALaterSignalNorAnotherSignal() {
        assertThat(after(TERM, 200).isRepetitionOf(first)).isFalse();
        assertThat(after(INT, 1).isRepetitionOf(first)).isFalse();
    }

    private Signal after(int number, int millis) {
        return new Signal(number, first.atNanos() + TimeUnit.MILLISECONDS.toNanos(millis)); // nanoTime can overflow
    }
}
