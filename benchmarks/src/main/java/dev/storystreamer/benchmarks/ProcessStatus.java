package dev.storystreamer.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

/**
 * What Linux reports about a process, native threads and memory included.
 *
 * @see <a href="https://man7.org/linux/man-pages/man5/proc_pid_status.5.html">proc_pid_status</a>
 */
record ProcessStatus(ProcessHandle process) {

    /** Of all threads since the start; the kernel counts in steps of 10 ms. */
    double cpuMs() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos() / 1e6;
    }

    double peakResidentMegabytes() {
        return field("VmHWM:") / 1024.0;
    }

    double residentMegabytes() {
        return field("VmRSS:") / 1024.0;
    }

    int threads() {
        return (int) field("Threads:");
    }

    private long field(String name) {
        try (Stream<String> lines = Files.lines(Path.of("/proc/" + process.pid() + "/status"))) {
            return lines.filter(line -> line.startsWith(name))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
