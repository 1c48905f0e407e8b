package dev.storystreamer.awslocal;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import javax.management.ObjectName;
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

    /** How many there are in the heap after a full collection, as {@code jcmd GC.class_histogram} counts. */
    private static long living(Class<?> type) throws Exception {
        String histogram = (String) ManagementFactory.getPlatformMBeanServer()
                .invoke(
                        new ObjectName("com.sun.management:type=DiagnosticCommand"),
                        "gcClassHistogram",
                        new Object[] {new String[0]},
                        new String[] {String[].class.getName()});
        return histogram
                .lines()
                .map(line -> line.trim().split("\\s+"))
                .filter(row -> row.length >= 4 && row[3].equals(type.getName()))
                .mapToLong(row -> Long.parseLong(row[1]))
                .sum();
    }

    @Test
    void areNotKeptByTheirAlarms() throws Exception {
        aws.cloud().deploy("story", function);
        long before = living(Connection.class);
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
        while (living(Connection.class) > before + FEW && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }

        assertThat(living(Connection.class)).isLessThanOrEqualTo(before + FEW);
        open.close();
    }
}
