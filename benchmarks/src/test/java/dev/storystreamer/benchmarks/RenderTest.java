package dev.storystreamer.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RenderTest {

    /** Tables, plots, prices and capacity: {@code src/test/node}. */
    @Test
    void passesItsTestsInNode() throws Exception {
        assertThat(NodeProgram.run("--test", "src/test/node/")).contains("# fail 0");
    }
}
