package dev.storystreamer.bedrock;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The one gate to a subscriber: any thread may bring a signal, one at a time goes through, and one ending at most.
 *
 * <p>The thread that finds the gate idle carries what is waiting; a signal brought meanwhile, from within a signal too,
 * is left for that thread. So signals are serial (RS 1.3) and never nest (RS 3.3). Items wait only while another signal
 * is under way, and never more of them than the subscriber asked for.
 *
 * @param <T> what is signalled
 */
final class SerialSignals<T> {

    private final Queue<T> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicReference<@Nullable Consumer<Flow.Subscriber<? super T>>> ending = new AtomicReference<>();

    // How many signals were brought since the gate was last idle; 1 from the start, as onSubscribe comes first.
    private final AtomicInteger brought = new AtomicInteger(1);

    // Null once nothing may be signalled any more, so that the subscriber can be forgotten (RS 3.13).
    private volatile Flow.@Nullable Subscriber<? super T> subscriber;

    private final Flow.Subscription subscription;

    SerialSignals(Flow.Subscriber<? super T> subscriber, Flow.Subscription subscription) {
        this.subscriber = subscriber;
        this.subscription = subscription;
    }

    /** Signals {@code onSubscribe}, and then whatever was brought while it ran. */
    void open() {
        Flow.Subscriber<? super T> current = subscriber;
        if (current != null) {
            current.onSubscribe(subscription);
        }
        carry(1);
    }

    void next(T item) {
        waiting.add(item);
        bring();
    }

    void complete() {
        end(Flow.Subscriber::onComplete);
    }

    void fail(Throwable error) {
        end(current -> current.onError(error));
    }

    private void end(Consumer<Flow.Subscriber<? super T>> signal) {
        if (ending.compareAndSet(null, signal)) { // RS 1.7: the first ending is the only one
            bring();
        }
    }

    /** Signals nothing from now on; a signal that is under way on another thread ends as it would. */
    void silence() {
        subscriber = null;
    }

    private void bring() {
        if (brought.getAndIncrement() == 0) {
            carry(1);
        }
    }

    private void carry(int seen) {
        int left = seen;
        while (left != 0) {
            signalWaiting();
            left = brought.addAndGet(-left);
        }
    }

    private void signalWaiting() {
        // Read before the items: every item brought before the ending is then in the queue.
        Consumer<Flow.Subscriber<? super T>> last = ending.get();
        for (T item = waiting.poll(); item != null; item = waiting.poll()) {
            Flow.Subscriber<? super T> current = subscriber;
            if (current != null) {
                signal(current, item);
            }
        }
        Flow.Subscriber<? super T> current = subscriber;
        if (last != null && current != null) {
            silence();
            last.accept(current);
        }
    }

    private void signal(Flow.Subscriber<? super T> current, T item) {
        try {
            current.onNext(item);
        } catch (RuntimeException | Error e) {
            subscription.cancel(); // RS 2.13: a subscriber that throws counts as one that cancelled
            throw e;
        }
    }
}
