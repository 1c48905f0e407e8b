package dev.storystreamer.local;

import java.lang.reflect.Proxy;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The signals that ask this process to end: Ctrl-C (INT), a supervisor's (TERM), a closing terminal's (HUP).
 *
 * <p>They are taken before the JVM begins its shutdown, whose hooks all run at once: that of the AWS SDK's native HTTP
 * client lets no answer through from then on, and the last frame of a story could not be posted. Thread-safe.
 */
final class EndSignals {

    /** What a shell adds to a signal's number for the exit code of the process that it ended. */
    private static final int SIGNALLED = 128;

    /** Within this time the same signal again is the same request: {@code timeout} and shells tell a process twice. */
    private static final long ECHO_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private final AtomicReference<@Nullable Received> first = new AtomicReference<>();
    private final CompletableFuture<Integer> exitCode = new CompletableFuture<>();

    record Received(int number, long atNanos) {

        boolean isEchoOf(Received earlier) {
            return number == earlier.number && atNanos - earlier.atNanos < ECHO_NANOS;
        }
    }

    private EndSignals() {}

    /** From here on the first signal is only noted, and any other ends the process at once. */
    static EndSignals take() {
        var signals = new EndSignals();
        signals.take("INT");
        signals.take("TERM");
        signals.take("HUP");
        return signals;
    }

    /** By reflection, for the compiler warns of the only API that there is, and nothing silences it. */
    private void take(String name) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object receiver = Proxy.newProxyInstance(
                    EndSignals.class.getClassLoader(), new Class<?>[] {handler}, (proxy, handle, received) -> {
                        received((int) signal.getMethod("getNumber").invoke(received[0]));
                        return null;
                    });
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance(name), receiver);
        } catch (ReflectiveOperationException notOurs) {
            // Unknown to this system, not the JVM's to handle (-Xrs), or a JDK without jdk.unsupported: it does what it
            // does without us.
        }
    }

    private void received(int number) {
        Received signal = new Received(number, System.nanoTime());
        Received earlier = first.compareAndExchange(null, signal);
        if (earlier == null) {
            exitCode.complete(SIGNALLED + number);
        } else if (!signal.isEchoOf(earlier)) {
            Runtime.getRuntime().halt(SIGNALLED + number);
        }
    }

    /** Waits for the first signal; gives the exit code that belongs to it. */
    int await() {
        return exitCode.join();
    }

    /** Runs a task at the first signal, on a thread of its own. */
    void onFirst(Runnable task) {
        var unused = exitCode.thenRunAsync(task);
    }

    /** The exit code of the first signal, or another if there was none yet. */
    int or(int otherwise) {
        return exitCode.getNow(otherwise);
    }
}
