package dev.storystreamer.awslocal.http;

import dev.storystreamer.awslocal.concurrent.Timers;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.websocket.core.WebSocketConnection;

/** Closes TCP connections that send no complete request within a time limit. Thread-safe. */
public final class FirstRequestTimeout implements Connection.Listener {

    private final Map<EndPoint, Runnable> cancellations = new ConcurrentHashMap<>();
    private final Timers timers;
    private final Duration limit;

    public FirstRequestTimeout(Timers timers, Duration limit) {
        this.timers = timers;
        this.limit = limit;
    }

    @Override
    public void onOpened(Connection connection) {
        if (!(connection instanceof WebSocketConnection)) { // its handshake was a request
            cancellations.computeIfAbsent(connection.getEndPoint(), end -> timers.schedule(limit, end::close));
        }
    }

    /** Cancels the timeout: the head of a request is complete. */
    void requestReceived(Request request) {
        cancel(request.getConnectionMetaData().getConnection().getEndPoint());
    }

    @Override
    public void onClosed(Connection connection) {
        EndPoint end = connection.getEndPoint();
        if (!end.isOpen()) { // otherwise HTTP/1.1 was upgraded to HTTP/2 on the same endpoint
            cancel(end);
        }
    }

    private void cancel(EndPoint end) {
        Runnable cancellation = cancellations.remove(end);
        if (cancellation != null) {
            cancellation.run();
        }
    }
}
