package dev.storystreamer.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A page of {@code docs/} and the files beside it: {@code performance.md} as a rule. The prose is written by hand; each run replaces its own section,
 * the lines between {@code <!-- name -->} and {@code <!-- /name -->}.
 */
final class PerformancePage {

    private final Path page;
    private final Path files;

    PerformancePage(Path project) {
        this(project, "performance");
    }

    PerformancePage(Path project, String name) {
        this.page = project.resolve("docs/" + name + ".md");
        this.files = project.resolve("docs/" + name);
    }

    /**
     * Replaces a section.
     *
     * @throws IllegalStateException if the page has no such section
     */
    void replace(String section, String markdown) throws IOException {
        String text = Files.readString(page);
        String opening = "<!-- " + section + " -->\n";
        int from = text.indexOf(opening);
        int to = text.indexOf("<!-- /" + section + " -->");
        if (from < 0 || to < from) {
            throw new IllegalStateException(page + " has no section " + section);
        }
        Files.writeString(
                page,
                text.substring(0, from + opening.length()) + "\n" + markdown.strip() + "\n\n" + text.substring(to));
    }

    /** Writes comma-separated values: {@code docs/performance/name.csv}. No value may hold a comma. */
    void csv(String name, List<String> header, List<List<String>> rows) throws IOException {
        StringBuilder csv = new StringBuilder(String.join(",", header)).append('\n');
        rows.forEach(row -> csv.append(String.join(",", row)).append('\n'));
        Files.createDirectories(files);
        Files.writeString(files.resolve(name + ".csv"), csv);
    }

    /** Writes a plot: {@code docs/performance/name.svg}, to be shown as {@code performance/name.svg}. */
    void plot(String name, Plot plot) throws IOException {
        Files.createDirectories(files);
        Files.writeString(files.resolve(name + ".svg"), plot.svg());
    }
}
