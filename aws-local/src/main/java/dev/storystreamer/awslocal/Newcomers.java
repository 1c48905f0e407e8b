package dev.storystreamer.awslocal;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.websocket.core.WebSocketConnection;

/** TCP connections that have not made a request yet; those that take too long over it are cut off. Thread-safe. */
final class Newcomers implements Connection.Listener {

    private final Map<EndPoint, Runnable> alarms = new ConcurrentHashMap<>();
    private final Clockwork clockwork;
    private final Duration patience;

    Newcomers(Clockwork clockwork, Duration patience) {
        this.clockwork = clockwork;
        this.patience = patience;
    }

    @Override
    public void onOpened(Connection connection) {
        if (!(connection instanceof WebSocketConnection)) { // which has had its request
            alarms.computeIfAbsent(connection.getEndPoint(), end -> clockwork.after(patience, end::close));
        }
    }

    /** A request has come whole, but for its body. */
    void requested(Request request) {
        forget(request.getConnectionMetaData().getConnection().getEndPoint());
    }

    @Override
    public void onClosed(Connection connection) {
        EndPoint end = connection.getEndPoint();
        if (!end.isOpen()) { // else HTTP/1.1 has become HTTP/2 on it
            forget(end);
        }
    }

    private void forget(EndPoint end) {
        Runnable alarm = alarms.remove(end);
        if (alarm != null) {
            alarm.run();
        }
    }
}
