package dev.storystreamer.local;

import java.lang.reflect.Proxy;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Handles the signals that stop this process: INT (Ctrl-C), TERM and HUP.
 *
 * <p>The default handlers start the JVM's shutdown, which runs all shutdown hooks at the same time. The hook of the AWS
 * SDK's native HTTP client stops all requests, so that the last frame of a story could not be posted. Thread-safe.
 */
final class ShutdownSignals {

    /** The exit code of a process that a signal stopped is this plus the signal's number, as in a shell. */
    private static final int EXIT_CODE_OFFSET = 128;

    /** {@code timeout} and shells send a signal to the process and to its group: the second one is a repetition. */
    private static final long REPETITION_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private final AtomicReference<@Nullable Signal> first = new AtomicReference<>();
    private final CompletableFuture<Integer> exitCode = new CompletableFuture<>();

    record Signal(int number, long atNanos) {

        boolean isRepetitionOf(Signal earlier) {
            return number == earlier.number && atNanos - earlier.atNanos < REPETITION_NANOS;
        }
    }

    private ShutdownSignals() {}

    /** Replaces the JVM's handlers. The first signal is recorded; a second one halts the process. */
    static ShutdownSignals install() {
        var signals = new ShutdownSignals();
        signals.install("INT");
        signals.install("TERM");
        signals.install("HUP");
        return signals;
    }

    /** By reflection: the compiler warns about {@code sun.misc.Signal}, and that warning cannot be suppressed. */
    private void install(String name) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object receiver = Proxy.newProxyInstance(
                    ShutdownSignals.class.getClassLoader(), new Class<?>[] {handler}, (proxy, handle, received) -> {
                        receive((int) signal.getMethod("getNumber").invoke(received[0]));
                        return null;
                    });
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance(name), receiver);
        } catch (ReflectiveOperationException unsupported) {
            // The system does not have this signal, the JVM runs with -Xrs, or the JDK lacks jdk.unsupported.
        }
    }

    private void receive(int number) {
        Signal signal = new Signal(number, System.nanoTime());
        Signal earlier = first.compareAndExchange(null, signal);
        if (earlier == null) {
            exitCode.complete(EXIT_CODE_OFFSET + number);
        } else if (!signal.isRepetitionOf(earlier)) {
            Runtime.getRuntime().halt(EXIT_CODE_OFFSET + number);
        }
    }

    /** Waits for the first signal and returns its exit code. */
    int await() {
        return exitCode.join();
    }

    /** Runs a task on another thread after the first signal. */
    void onFirst(Runnable task) {
        var unused = exitCode.thenRunAsync(task);
    }

    /** Returns the exit code of the first signal, or the other value if no signal was received. */
    int exitCodeOr(int other) {
        return exitCode.getNow(other);
    }
}
