package dev.storystreamer.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProtocolTest {

    @Test
    void findsTheTextOfProtocol1() {
        assertThat(Protocol.V1.textOf("{\"type\":\"text\",\"message\":\" a cat\"}"))
                .isEqualTo(" a cat");
        assertThat(Protocol.V1.textOf("{\"type\":\"other\",\"message\":null}")).isEmpty();
        assertThat(Protocol.V1.textOf("{\"type\":\"error\",\"message\":\"no\"}"))
                .isEmpty();
    }

    @Test
    void findsTheTextOfProtocol2() {
        assertThat(Protocol.V2.textOf("{\"type\":\"chunk\",\"requestId\":\"r\",\"sequence\":2,"
                        + "\"chunk\":{\"type\":\"text-delta\",\"id\":\"0\",\"delta\":\" a cat\"}}"))
                .isEqualTo(" a cat");
        assertThat(Protocol.V2.textOf("{\"type\":\"chunk\",\"requestId\":\"r\",\"sequence\":2,"
                        + "\"chunk\":{\"type\":\"reasoning-delta\",\"id\":\"0\",\"delta\":\" hm\"}}"))
                .isEmpty();
        assertThat(Protocol.V2.textOf("{\"type\":\"end\",\"requestId\":\"r\"}")).isEmpty();
    }
}
