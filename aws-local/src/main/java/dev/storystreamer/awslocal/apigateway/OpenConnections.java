package dev.storystreamer.awslocal.apigateway;

import dev.storystreamer.awslocal.concurrent.CompletableFutures;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** The open connections. Thread-safe. */
public final class OpenConnections {

    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);

    private final Map<String, ClientConnection> open = new ConcurrentHashMap<>();

    /** The open connections, and those whose {@code $disconnect} has not been sent yet. */
    private final Set<ClientConnection> notClosed = ConcurrentHashMap.newKeySet();

    void add(ClientConnection connection) {
        open.put(connection.client().connectionId(), connection);
        notClosed.add(connection);
        CompletableFutures.whenDone(connection.whenClosed(), () -> notClosed.remove(connection));
    }

    void remove(ClientConnection connection) {
        open.remove(connection.client().connectionId());
    }

    /** Counts the open connections, and those whose {@code $disconnect} has not been sent yet. */
    public int count() {
        return notClosed.size();
    }

    Optional<ClientConnection> find(String connectionId) {
        return Optional.ofNullable(open.get(connectionId));
    }

    /** Closes all connections with 1001, and waits up to a second for the clients' close frames. */
    public void close() {
        notClosed.forEach(ClientConnection::closeGoingAway);
        var closed = CompletableFuture.allOf(
                notClosed.stream().map(ClientConnection::whenClosed).toArray(CompletableFuture[]::new));
        CompletableFutures.awaitDone(closed, CLOSE_TIMEOUT);
    }
}
