package dev.storystreamer.awslocal.http;

import dev.storystreamer.awslocal.concurrent.Timers;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.websocket.core.WebSocketConnection;

/** TCP connections that have not made a request yet; those that take too long over it are cut off. Thread-safe. */
public final class FirstRequestTimeout implements Connection.Listener {

    private final Map<EndPoint, Runnable> alarms = new ConcurrentHashMap<>();
    private final Timers timers;
    private final Duration patience;

    public FirstRequestTimeout(Timers timers, Duration patience) {
        this.timers = timers;
        this.patience = patience;
    }

    @Override
    public void onOpened(Connection connection) {
        if (!(connection instanceof WebSocketConnection)) { // which has had its request
            alarms.computeIfAbsent(connection.getEndPoint(), end -> timers.schedule(patience, end::close));
        }
    }

    /** A request has come whole, but for its body. */
    public void requestReceived(Request request) {
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
