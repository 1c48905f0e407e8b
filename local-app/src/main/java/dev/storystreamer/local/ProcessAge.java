package dev.storystreamer.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** How long this process has been running. */
final class ProcessAge {

    private static final Path UPTIME = Path.of("/proc/uptime");
    private static final Path STATUS = Path.of("/proc/self/stat");

    /** Where a process's start is among the words after its name, which may hold anything. */
    private static final int START = 19;

    /** The kernel's USER_HZ, 100 wherever Java runs. */
    private static final int MILLIS_PER_TICK = 10;

    private ProcessAge() {}

    /**
     * Asks the kernel. The JDK itself knows when the system was booted in whole seconds only on Linux, and so makes its
     * processes up to a second older than they are.
     *
     * @return to the hundredth of a second; empty if nobody knows
     * @see <a href="https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html">proc_pid_stat(5)</a>
     */
    static Optional<Duration> now() {
        try {
            double seconds = Double.parseDouble(Files.readString(UPTIME).split(" ", 2)[0]);
            String status = Files.readString(STATUS);
            String[] words = status.substring(status.lastIndexOf(')') + 2).split(" ", -1);
            long millis = Math.round(seconds * 1_000) - Long.parseLong(words[START]) * MILLIS_PER_TICK;
            return Optional.of(Duration.ofMillis(millis))
                    .filter(age -> !age.isNegative()); // a container's clocks may differ
        } catch (IOException | RuntimeException e) { // not Linux, or an odd one
            Optional<Instant> start = ProcessHandle.current().info().startInstant();
            return start.map(at -> Duration.between(at, Instant.now()));
        }
    }
}
