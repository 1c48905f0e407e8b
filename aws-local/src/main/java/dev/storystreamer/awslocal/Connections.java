package dev.storystreamer.awslocal;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The connections that are open now. Thread-safe. */
final class Connections {

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

    Collection<Connection> all() {
        return List.copyOf(open.values());
    }
}
