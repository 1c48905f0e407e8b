package dev.storystreamer.core;

import java.util.concurrent.ScheduledThreadPoolExecutor;

/** The holder of {@link Scheduler#shared}, whose thread starts with the first task. */
final class SharedScheduler {

    static final Scheduler INSTANCE = Scheduler.of(executor());

    private SharedScheduler() {}

    private static ScheduledThreadPoolExecutor executor() {
        ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "story-timers");
            thread.setDaemon(true);
            return thread;
        });
        executor.setRemoveOnCancelPolicy(true); // nearly all timers are cancelled, minutes before they would fire
        return executor;
    }
}
