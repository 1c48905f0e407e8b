package dev.storystreamer.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** The time since this process started. */
final class ProcessUptime {

    private static final Path UPTIME = Path.of("/proc/uptime");
    private static final Path STATUS = Path.of("/proc/self/stat");

    /** The index of the start time among the fields after the process name. */
    private static final int START = 19;

    /** Linux's USER_HZ is 100 on all platforms of Java. */
    private static final int MILLIS_PER_TICK = 10;

    private ProcessUptime() {}

    /**
     * Reads the uptime from {@code /proc}. The JDK reads the boot time of Linux in whole seconds, so its value can be a
     * second too high.
     *
     * @return the uptime, in steps of 10 ms on Linux; empty if it is not known
     * @see <a href="https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html">proc_pid_stat(5)</a>
     */
    static Optional<Duration> read() {
        try {
            double seconds = Double.parseDouble(Files.readString(UPTIME).split(" ", 2)[0]);
            String status = Files.readString(STATUS);
            // The process name, in parentheses, can contain spaces and parentheses.
            String[] fields = status.substring(status.lastIndexOf(')') + 2).split(" ", -1);
            long millis = Math.round(seconds * 1_000) - Long.parseLong(fields[START]) * MILLIS_PER_TICK;
            return Optional.of(Duration.ofMillis(millis))
                    .filter(uptime -> !uptime.isNegative()); // a container can have another clock
        } catch (IOException | RuntimeException e) { // not Linux, or an unknown format
            Optional<Instant> start = ProcessHandle.current().info().startInstant();
            return start.map(at -> Duration.between(at, Instant.now()));
        }
    }
}
