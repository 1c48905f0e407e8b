package dev.storystreamer.awslocal.concurrent;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/** Creates named daemon threads, so that a cloud that was not closed does not keep the process running. */
public final class DaemonThreads {

    private DaemonThreads() {}

    public static ThreadFactory factory(String name) {
        var count = new AtomicInteger();
        return task -> {
            var thread = new Thread(task, name + "-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }
}
