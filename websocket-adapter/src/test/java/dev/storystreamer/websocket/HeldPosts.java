package dev.storystreamer.websocket;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.BlockingDeque;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Leaves posts unanswered until the test accepts them. */
final class HeldPosts implements ScriptedConnections.Answer {

    private static final long TIMEOUT_SECONDS = 20;

    private final BlockingDeque<Runnable> held = new LinkedBlockingDeque<>();

    // Guarded by this.
    private boolean acceptsAll;

    @Override
    public synchronized void give(Request request, Response response, Callback callback) {
        Runnable accept = () -> ScriptedConnections.accepted().give(request, response, callback);
        if (acceptsAll) {
            accept.run();
        } else {
            held.add(accept);
        }
    }

    /** Waits until a post is held. */
    void await() {
        held.addFirst(next());
    }

    /** Waits until a post is held, and accepts it. */
    void accept() {
        next().run();
    }

    /** Accepts the posts that are held and every later one. */
    synchronized void acceptAll() {
        acceptsAll = true;
        held.forEach(Runnable::run);
        held.clear();
    }

    private Runnable next() {
        try {
            return requireNonNull(held.poll(TIMEOUT_SECONDS, TimeUnit.SECONDS), "no post within the time limit");
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted while waiting for a post", e);
        }
    }
}
