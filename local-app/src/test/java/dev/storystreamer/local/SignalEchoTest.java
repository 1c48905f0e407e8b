package dev.storystreamer.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storystreamer.local.EndSignals.Received;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What is told twice by one who means it once, as {@code timeout} does, to a process and then to its group. */
class SignalEchoTest {

    private static final int TERM = 15;
    private static final int INT = 2;

    private final Received first = new Received(TERM, Long.MAX_VALUE - 5);

    @Test
    void isTheSameSignalAtNearlyTheSameTime() {
        assertThat(after(TERM, 0).isEchoOf(first)).isTrue();
        assertThat(after(TERM, 199).isEchoOf(first)).isTrue();
    }

    @Test
    void isNotASecondThoughtOrAnotherSignal() {
        assertThat(after(TERM, 200).isEchoOf(first)).isFalse();
        assertThat(after(INT, 1).isEchoOf(first)).isFalse();
    }

    private Received after(int number, int millis) {
        return new Received(number, first.atNanos() + TimeUnit.MILLISECONDS.toNanos(millis)); // the clock may wrap
    }
}
