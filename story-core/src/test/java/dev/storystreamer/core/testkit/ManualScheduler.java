package dev.storystreamer.core.testkit;

import dev.storystreamer.core.Scheduler;
import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;

/** A scheduler whose time changes only in {@link #advance}, which runs due tasks on the calling thread. */
public final class ManualScheduler implements Scheduler {

    private final PriorityQueue<Entry> entries =
            new PriorityQueue<>(Comparator.comparingLong(Entry::at).thenComparingLong(Entry::number));
    private long now;
    private long scheduled;

    /** Creates a scheduler whose clock reads zero. */
    public ManualScheduler() {}

    @Override
    public synchronized long nanoTime() {
        return now;
    }

    @Override
    public synchronized Timer schedule(Runnable task, Duration delay) {
        Entry entry = new Entry(now + Math.max(0, delay.toNanos()), scheduled++, task);
        entries.add(entry);
        return () -> remove(entry);
    }

    private synchronized void remove(Entry entry) {
        entries.remove(entry);
    }

    /**
     * Advances the clock, and runs the tasks that become due, in order.
     *
     * @param time how far to advance the clock
     */
    public void advance(Duration time) {
        long until = nanoTime() + time.toNanos();
        for (Runnable task = nextDue(until); task != null; task = nextDue(until)) {
            task.run();
        }
        set(until);
    }

    private synchronized Runnable nextDue(long until) {
        Entry head = entries.peek();
        if (head == null || head.at() > until) {
            return null;
        }
        entries.remove();
        now = Math.max(now, head.at());
        return head.task();
    }

    private synchronized void set(long time) {
        now = time;
    }

    /** {@return the number of scheduled tasks that have neither run nor been cancelled} */
    public synchronized int pending() {
        return entries.size();
    }

    private record Entry(long at, long number, Runnable task) {}
}
