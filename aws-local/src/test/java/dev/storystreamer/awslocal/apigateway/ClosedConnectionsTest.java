package dev.storystreamer.awslocal.apigateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storystreamer.awslocal.LocalCloudExtension;
import dev.storystreamer.awslocal.testkit.Heap;
import dev.storystreamer.awslocal.testkit.RawClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is closed is forgotten, though its alarms of ten minutes and of two hours have not rung. */
@Timeout(60)
class ClosedConnectionsTest {

    private final RecordingFunction function = new RecordingFunction();

    @RegisterExtension
    final LocalCloudExtension aws = new LocalCloudExtension();

    /** The open one, and what a thread of the server may still have in hand; without the care it would be a hundred. */
    private static final int FEW = 10;

    private static final String CONNECTION = ClientConnection.class.getName();

    @Test
    void areNotKeptByTheirAlarms() throws Exception {
        aws.cloud().deploy("story", function);
        long before = Heap.countInstances(CONNECTION);
        RawClient open = RawClient.webSocket(aws.cloud());
        for (int i = 0; i < 50; i++) {
            RawClient.webSocket(aws.cloud()).reset();
            try (RawClient polite = RawClient.webSocket(aws.cloud())) {
                assertThat(polite.send(RawClient.frame(0x88, new byte[] {3, (byte) 0xe8}))
                                .closeCode())
                        .isEqualTo(1000);
            }
        }
        long deadline = System.nanoTime() + 20_000_000_000L;
        while (Heap.countInstances(CONNECTION) > before + FEW && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }

        assertThat(Heap.countInstances(CONNECTION)).isLessThanOrEqualTo(before + FEW);
        open.close();
    }
}
