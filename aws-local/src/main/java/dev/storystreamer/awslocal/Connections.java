package dev.storystreamer.awslocal;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** The connections that are open now. Thread-safe. */
final class Connections {

    private static final Duration LAST_WORDS = Duration.ofSeconds(1);

    private final Map<String, Connection> open = new ConcurrentHashMap<>();

    void add(Connection connection) {
        open.put(connection.client().connectionId(), connection);
    }

    void remove(Connection connection) {
        open.remove(connection.client().connectionId());
    }

    Optional<Connection> find(String connectionId) {
        return Optional.ofNullable(open.get(connectionId));
    }

    /** Closes all of them with 1001, and waits a moment for the clients to agree. */
    void close() {
        open.values().forEach(connection -> connection.close(1001, "Going away"));
        var closed = CompletableFuture.allOf(
                open.values().stream().map(Connection::whenClosed).toArray(CompletableFuture[]::new));
        Futures.await(closed, LAST_WORDS);
    }
}
