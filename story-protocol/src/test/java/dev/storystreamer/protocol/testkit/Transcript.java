package dev.storystreamer.protocol.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A transcript of docs/protocol/transcripts, line by line.
 *
 * @param path the file
 * @param lines {@code #} comment, {@code >} client to server, {@code <} server to client, {@code ~} other events
 */
public record Transcript(Path path, List<String> lines) {

    private static final Path PROTOCOL = Path.of("..", "docs", "protocol");

    /** Returns the folder of the documentation of the protocols, relative to a module. */
    public static Path protocol() {
        return PROTOCOL;
    }

    /** Returns every transcript, in the order of the paths. */
    public static Stream<Transcript> all() throws IOException {
        try (Stream<Path> files = Files.walk(PROTOCOL.resolve("transcripts"))) {
            return files
                    .filter(file -> file.toString().endsWith(".txt"))
                    .sorted()
                    .map(Transcript::read)
                    .toList()
                    .stream();
        }
    }

    private static Transcript read(Path file) {
        try {
            return new Transcript(file, Files.readAllLines(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns {@code v1} or {@code v2}. */
    public String protocolName() {
        return path.getParent().getFileName().toString();
    }

    /** Returns what the client sends, in order. */
    public List<String> sentByTheClient() {
        return marked("> ");
    }

    /** Returns what the server sends, in order. */
    public List<String> sentByTheServer() {
        return marked("< ");
    }

    private List<String> marked(String mark) {
        return lines.stream()
                .filter(line -> line.startsWith(mark))
                .map(line -> line.substring(mark.length()))
                .toList();
    }

    @Override
    public String toString() {
        return protocolName() + "/" + path.getFileName();
    }
}
