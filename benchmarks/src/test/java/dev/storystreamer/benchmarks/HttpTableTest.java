package dev.storystreamer.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(value = OS.LINUX, disabledReason = "the runtime interface client runs on Linux alone")
class HttpTableTest {

    @Test
    void tellsWholeStoriesOverEveryClient() throws Exception {
        String table = HttpTable.measure(Path.of(".."), new Plan(1, 1, 20, 0, 1), 1);

        assertThat(table)
                .contains(
                        "| CRT and CRT | CRT and URLCONNECTION | CRT and NETTY | NETTY and CRT | NETTY and NETTY | NETTY and URLCONNECTION |")
                .contains("| text whole | yes | yes | yes | yes | yes | yes |");
    }
}
