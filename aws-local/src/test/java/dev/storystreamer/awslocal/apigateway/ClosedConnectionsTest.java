package dev.storystreamer.awslocal.apigateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storystreamer.awslocal.LocalCloudExtension;
import dev.storystreamer.awslocal.testkit.Heap;
import dev.storystreamer.awslocal.testkit.RawClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Closed connections are garbage, although their timeouts of ten minutes and of two hours have not expired. */
@Timeout(60)
class ClosedConnectionsTest {

    private final RecordingFunction function = new RecordingFunction();

    @RegisterExtension
    final LocalCloudExtension aws = new LocalCloudExtension();

    /** The open connection, and those that a server thread may still reference; with the leak there would be a hundred. */
    private static final int MAX_REMAINING = 10;

    private static final String CONNECTION = ClientConnection.class.getName();

    @Test
    void areNotReferencedByTimers() throws Exception {
        aws.cloud().deploy("story", function);
        long before = Heap.countInstances(CONNECTION);
        RawClient open = RawClient.webSocket(aws.cloud());
        for (int i = 0; i < 50; i++) {
            RawClient.webSocket(aws.cloud()).reset();
            try (RawClient closing = RawClient.webSocket(aws.cloud())) {
                assertThat(closing.send(RawClient.frame(0x88, new byte[] {3, (byte) 0xe8}))
                                .closeCode())
                        .isEqualTo(1000);
            }
        }
        long deadline = System.nanoTime() + 20_000_000_000L;
        while (Heap.countInstances(CONNECTION) > before + MAX_REMAINING && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }

        assertThat(Heap.countInstances(CONNECTION)).isLessThanOrEqualTo(before + MAX_REMAINING);
        open.close();
    }
}
