package dev.storystreamer.benchmarks;

import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One story of a benchmark: a line of its CSV file, whose columns are the components of these records.
 *
 * @param story its number within the process, uncounted warm-ups included; the first is 0
 * @param interval between two deltas in milliseconds, or {@code bursts}
 * @param postMs how long a post takes
 * @param figures of the process: the same for each of its stories
 */
record StoryRecord(
        Setup setup, int story, String interval, int postMs, Measurement measurement, ProcessFigures figures) {

    /**
     * What ran where.
     *
     * @param machine operating system, architecture and processors
     * @param versions of the libraries that make the difference
     * @param jvmFlags of the process
     * @param packageMegabytes the size of the package
     * @param packageClasses the number of classes in it
     * @param clients how many stories ran at once
     * @param process the number of the contender's process, from 1
     */
    record Setup(
            String machine,
            String jdk,
            String contender,
            String versions,
            String jvmFlags,
            double packageMegabytes,
            int packageClasses,
            int clients,
            int process) {}

    /**
     * What a process needed.
     *
     * @param readyMs from its start to its first request for an event; priming is included
     * @param connectedMs from its start to the end of the first client's handshake; NaN without a client
     * @param connectedCpuMs processor time until then, or until it was ready
     * @param firstStoryCpuMs processor time until the end of its first story
     * @param residentMegabytes its memory after the last story
     * @param peakMegabytes the most memory it ever held
     */
    record ProcessFigures(
            double readyMs,
            double connectedMs,
            double connectedCpuMs,
            double firstStoryCpuMs,
            double residentMegabytes,
            double peakMegabytes) {}

    /**
     * Writes the records as CSV with a header.
     *
     * @throws IOException if the file cannot be written
     */
    static void write(Path csv, List<StoryRecord> records) throws IOException {
        List<String> lines = new ArrayList<>();
        lines.add(String.join(",", columns(StoryRecord.class)));
        for (StoryRecord record : records) {
            lines.add(String.join(",", values(record)));
        }
        Files.createDirectories(csv.toAbsolutePath().getParent());
        Files.write(csv, lines);
    }

    private static List<String> columns(Class<?> type) {
        List<String> columns = new ArrayList<>();
        for (RecordComponent component : type.getRecordComponents()) {
            if (component.getType().isRecord()) {
                columns.addAll(columns(component.getType()));
            } else {
                columns.add(component.getName().replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT));
            }
        }
        return columns;
    }

    private static List<String> values(Record record) {
        List<String> values = new ArrayList<>();
        for (RecordComponent component : record.getClass().getRecordComponents()) {
            try {
                Object value = component.getAccessor().invoke(record);
                if (value instanceof Record nested) {
                    values.addAll(values(nested));
                } else {
                    values.add(text(value));
                }
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
        }
        return values;
    }

    /** Two decimals for what was measured, nothing for NaN; no value may contain a comma. */
    private static String text(Object value) {
        if (value instanceof Double number) {
            return number.isNaN() ? "" : String.format(Locale.ROOT, "%.2f", number);
        }
        return value.toString().replace(',', ';');
    }
}
