package dev.storystreamer.awslocal;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** The connections that are open now. Thread-safe. */
final class Connections {

    private static final Duration LAST_WORDS = Duration.ofSeconds(1);

    private final Map<String, Connection> open = new ConcurrentHashMap<>();

    /** Those that are open, and those whose end is still being told. */
    private final Set<Connection> living = ConcurrentHashMap.newKeySet();

    void add(Connection connection) {
        open.put(connection.client().connectionId(), connection);
        living.add(connection);
        Futures.settle(connection.whenClosed(), closed -> living.remove(connection), bug -> {});
    }

    void remove(Connection connection) {
        open.remove(connection.client().connectionId());
    }

    /** How many there are, those included whose end is still being told. */
    int count() {
        return living.size();
    }

    Optional<Connection> find(String connectionId) {
        return Optional.ofNullable(open.get(connectionId));
    }

    /** Closes all of them with 1001, and waits a moment for the clients to agree. */
    void close() {
        living.forEach(connection -> connection.close(1001, "Going away"));
        var closed = CompletableFuture.allOf(
                living.stream().map(Connection::whenClosed).toArray(CompletableFuture[]::new));
        Futures.await(closed, LAST_WORDS);
    }
}
