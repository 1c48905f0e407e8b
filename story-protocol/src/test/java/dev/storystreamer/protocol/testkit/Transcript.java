package dev.storystreamer.protocol.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A recorded conversation of docs/protocol/transcripts, line by line.
 *
 * @param path where it stands
 * @param lines {@code #} comment, {@code >} client to server, {@code <} server to client, {@code ~} what else happens
 */
public record Transcript(Path path, List<String> lines) {

    private static final Path PROTOCOL = Path.of("..", "docs", "protocol");

    /** The folder of the protocols' documents, relative to a module. */
    public static Path protocol() {
        return PROTOCOL;
    }

    /** Every transcript, in the order of the paths. */
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

    /** {@code v1} or {@code v2}. */
    public String protocolName() {
        return path.getParent().getFileName().toString();
    }

    /** What the client sends, in order. */
    public List<String> sentByTheClient() {
        return marked("> ");
    }

    /** What the server sends, in order. */
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
