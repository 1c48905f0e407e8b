package dev.storystreamer.websocket;

import java.io.IOException;
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
record Transcript(Path path, List<String> lines) {

    private static final Path PROTOCOL = Path.of("..", "docs", "protocol");

    static Path protocol() {
        return PROTOCOL;
    }

    static Stream<Transcript> all() throws IOException {
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
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** {@code v1} or {@code v2}. */
    String protocolName() {
        return path.getParent().getFileName().toString();
    }

    List<String> sentByTheClient() {
        return marked("> ");
    }

    List<String> sentByTheServer() {
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
