package dev.storystreamer.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class SpreadTest {

    @Test
    void hasTheMiddleAndBothEnds() {
        assertThat(Spread.of(DoubleStream.of(9, 1, 4))).isEqualTo(new Spread(4, 1, 9));
        assertThat(Spread.of(DoubleStream.of(9, 1, 4, 6))).isEqualTo(new Spread(5, 1, 9));
        assertThat(Spread.of(DoubleStream.of(9, 1, 4)).text(1)).isEqualTo("4.0 (1.0–9.0)");
    }

    @Test
    void refusesToSumUpNothing() {
        assertThatIllegalArgumentException().isThrownBy(() -> Spread.of(DoubleStream.empty()));
    }
}
