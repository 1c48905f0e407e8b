package dev.storystreamer.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What Linux tells of a process, native threads included. */
final class ProcessStatus {

    private final ProcessHandle process;
    private final Path directory;

    ProcessStatus(ProcessHandle process) {
        this.process = process;
        this.directory = Path.of("/proc/" + process.pid());
    }

    Duration cpu() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /** The most memory the process ever held, in MB. */
    double peakResidentMegabytes() {
        try (Stream<String> lines = Files.lines(directory.resolve("status"))) {
            return lines.filter(line -> line.startsWith("VmHWM:"))
                    .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) / 1024)
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How many threads there are of each name; numbers in names are left out. Linux cuts names at 15 bytes. */
    Map<String, Integer> threads() {
        try (Stream<Path> tasks = Files.list(directory.resolve("task"))) {
            return tasks.flatMap(task -> name(task).stream())
                    .collect(Collectors.toMap(name -> name, name -> 1, Integer::sum, TreeMap::new));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Empty if the thread has ended meanwhile. */
    private static Optional<String> name(Path task) {
        try {
            return Optional.of(Files.readString(task.resolve("comm")).strip().replaceAll("[-#]?\\d+(-|$)", "#$1"));
        } catch (IOException e) {
            return Optional.empty(); // it ended between two looks
        }
    }
}
