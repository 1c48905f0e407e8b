package dev.storystreamer.awslocal.apigateway;

import dev.storystreamer.awslocal.concurrent.CompletableFutures;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** The connections that are open now. Thread-safe. */
public final class OpenConnections {

    private static final Duration LAST_WORDS = Duration.ofSeconds(1);

    private final Map<String, ClientConnection> open = new ConcurrentHashMap<>();

    /** Those that are open, and those whose end is still being told. */
    private final Set<ClientConnection> living = ConcurrentHashMap.newKeySet();

    public void add(ClientConnection connection) {
        open.put(connection.client().connectionId(), connection);
        living.add(connection);
        CompletableFutures.whenDone(connection.whenClosed(), closed -> living.remove(connection), bug -> {});
    }

    public void remove(ClientConnection connection) {
        open.remove(connection.client().connectionId());
    }

    /** How many there are, those included whose end is still being told. */
    public int count() {
        return living.size();
    }

    public Optional<ClientConnection> find(String connectionId) {
        return Optional.ofNullable(open.get(connectionId));
    }

    /** Closes all of them with 1001, and waits a moment for the clients to agree. */
    public void close() {
        living.forEach(connection -> connection.close(1001, "Going away"));
        var closed = CompletableFuture.allOf(
                living.stream().map(ClientConnection::whenClosed).toArray(CompletableFuture[]::new));
        CompletableFutures.await(closed, LAST_WORDS);
    }
}
